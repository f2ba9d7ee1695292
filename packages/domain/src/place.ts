import { z } from 'zod';

/** A place that data is processed in, as it is stored and compared: `EU`, ` eu ` and `Eu` are one place. */
export const toPlace = (text: string): string => text.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase();

/** Reads a place in any letter case. Empty: not said. */
export const placeSchema = z.string().overwrite(toPlace).max(60);
