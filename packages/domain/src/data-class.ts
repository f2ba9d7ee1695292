import { z } from 'zod';

/** Sensitivity of data, lowest first. A supplier may only receive data up to its own class. */
export const dataClasses = ['public', 'internal', 'confidential', 'restricted'] as const;
export const dataClassSchema = z.enum(dataClasses);
export type DataClass = z.infer<typeof dataClassSchema>;

/** True when data of class `data` may go to a place cleared up to `clearance`. */
export const isWithinClearance = (data: DataClass, clearance: DataClass): boolean =>
  dataClasses.indexOf(data) <= dataClasses.indexOf(clearance);

/** The most sensitive of the given classes; `public` for none. */
export const highestDataClass = (classes: readonly DataClass[]): DataClass =>
  classes.reduce<DataClass>((highest, each) => (isWithinClearance(each, highest) ? highest : each), 'public');
