import { z } from 'zod';
import { describeUnstorable } from './storable.ts';

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };
export type JsonObject = { [key: string]: JsonValue };

/** Whatever cannot be kept is refused where it comes in, by name. */
const refuseUnstorable = (value: JsonValue, context: z.RefinementCtx): void => {
  const says = describeUnstorable(value);
  if (says !== null) context.addIssue({ code: 'custom', message: `The value ${says}, which cannot be stored.` });
};

const plainValue: z.ZodType<JsonValue> = z.json();

export const jsonValueSchema: z.ZodType<JsonValue> = plainValue.superRefine(refuseUnstorable);
export const jsonObjectSchema: z.ZodType<JsonObject> = z.record(z.string(), plainValue).superRefine(refuseUnstorable);
