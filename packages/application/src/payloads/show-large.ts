import { isDomainError, type JsonObject, type JsonValue, type OrganisationId } from '@switchyard/domain';
import { z } from 'zod';
import type { App } from '../app.ts';
import { type PayloadReference, readStored } from './stored-value.ts';
import { readPayload } from './unpack-large.ts';

export const largeValueSchema = z.object({
  place: z.enum(['input', 'variables', 'output']),
  /** The field that is left out of the value; null when all of it is. */
  field: z.string().nullable(),
  hash: z.string(),
  bytes: z.int(),
  /** How its JSON text begins. */
  start: z.string(),
});
/** A value over 64 kB that is not in the answer; it is fetched by its hash. */
export type LargeValue = z.infer<typeof largeValueSchema>;

/**
 * Values of one answer. Large ones are put into it while `inlineBytesMax` lasts, in the order in which they are asked for;
 * the others, and those whose content is lost, are left out and listed.
 */
export const createLargeValueReader = (app: App, organisationId: OrganisationId, inlineBytesMax: number) => {
  let left = inlineBytesMax;
  const find = async (reference: PayloadReference): Promise<{ value: JsonValue } | null> => {
    if (reference.bytes > left) return null;
    left -= reference.bytes;
    try {
      return { value: await readPayload(app, organisationId, reference) };
    } catch (thrown) {
      if (isDomainError(thrown)) return null;
      throw thrown;
    }
  };

  /** The value with what is large in it as far as it fits, and what was left out. A value left out as a whole is null. */
  return async (place: LargeValue['place'], stored: JsonValue): Promise<{ value: JsonValue; large: LargeValue[] }> => {
    const read = readStored(stored);
    if ('value' in read) return { value: read.value, large: [] };
    const { packed } = read;
    if (!('fields' in packed)) {
      const found = await find(packed);
      return found ? { value: found.value, large: [] } : { value: null, large: [{ place, field: null, ...packed }] };
    }
    const value: JsonObject = { ...packed.rest };
    const large: LargeValue[] = [];
    for (const [field, reference] of Object.entries(packed.fields)) {
      const found = await find(reference);
      if (found) value[field] = found.value;
      else large.push({ place, field, ...reference });
    }
    return { value, large };
  };
};
