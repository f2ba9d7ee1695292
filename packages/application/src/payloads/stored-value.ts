import { type JsonObject, type JsonValue, jsonObjectSchema } from '@switchyard/domain';
import { z } from 'zod';

/*
 * How a value lies in its column
 *   as it is                                         the rule
 *   { "$payload": { hash, bytes, start } }           all of it is in the payload store
 *   { "$payload": { fields: { name: { hash, … } }, rest } }       these fields are, the others are `rest`
 *   { "$plain": value }                              a value that would itself look like one of these forms
 * Nothing a user sends is ever read as a reference: whatever has one of the reserved forms is wrapped when it is written.
 */

/** A value whose JSON text has more bytes than this does not stay in its row. */
export const largeBytes = 65_536;

const referenceSchema = z.strictObject({
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** Length of the JSON text. */
  bytes: z.int().min(0),
  /** How the JSON text begins, for people. */
  start: z.string(),
});
/** Names content of the payload store. */
export type PayloadReference = z.infer<typeof referenceSchema>;

const packedSchema = z.union([
  referenceSchema,
  z.strictObject({ fields: z.record(z.string(), referenceSchema), rest: jsonObjectSchema }),
]);
export type Packed = z.infer<typeof packedSchema>;

export const isObject = (value: JsonValue): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const soleKey = (value: JsonValue): string | null => {
  if (!isObject(value)) return null;
  let found: string | null = null;
  for (const key in value) {
    if (found !== null) return null;
    found = key;
  }
  return found;
};

const payloadKey = '$payload';
const plainKey = '$plain';

/** Whether the value as it is would be read as one of the reserved forms. */
export const isReserved = (value: JsonValue): boolean => {
  const key = soleKey(value);
  return key === payloadKey || key === plainKey;
};

export const wrapPlain = (value: JsonValue): JsonObject => ({ [plainKey]: value });

export const toStored = (packed: Packed): JsonObject => ({ [payloadKey]: packed });

/** What a column holds: the value itself, or where it is. A reference that does not parse is taken for plain data. */
export const readStored = (stored: JsonValue): { readonly value: JsonValue } | { readonly packed: Packed } => {
  const key = soleKey(stored);
  if (key === null || !isObject(stored)) return { value: stored };
  if (key === plainKey) return { value: stored[plainKey] ?? null };
  if (key !== payloadKey) return { value: stored };
  const parsed = packedSchema.safeParse(stored[payloadKey]);
  return parsed.success ? { packed: parsed.data } : { value: stored };
};

/** Every reference of a packed value. */
export const referencesOf = (packed: Packed): PayloadReference[] =>
  'fields' in packed ? Object.values(packed.fields) : [packed];
