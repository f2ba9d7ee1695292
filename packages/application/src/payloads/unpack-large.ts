import { isDomainError, type JsonObject, type JsonValue, type OrganisationId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { createLost, remember } from './known-values.ts';
import { requirePayloads } from './payloads.ts';
import { isObject, type Packed, type PayloadReference, readStored, toStored } from './stored-value.ts';
import { findCached, keepCached } from './value-cache.ts';

/** One payload as JSON. Throws `payload_lost`, `unavailable`, `misconfigured`. */
export const readPayload = async (
  app: App,
  organisationId: OrganisationId,
  { hash, bytes }: PayloadReference,
): Promise<JsonValue> => {
  const key = `${organisationId}/${hash}`;
  const cached = findCached(key);
  if (cached !== undefined) return cached;
  const content = await requirePayloads(app.payloads).store.get({ organisationId, hash });
  const value: JsonValue = JSON.parse(content.toString('utf8'));
  keepCached(key, value, bytes);
  return value;
};

type ReadReference = (reference: PayloadReference) => Promise<JsonValue>;

const resolve = async (packed: Packed, read: ReadReference): Promise<JsonValue> => {
  if (!('fields' in packed)) return read(packed);
  const fields = Object.entries(packed.fields).map(async ([name, reference]) => [name, await read(reference)] as const);
  return { ...packed.rest, ...Object.fromEntries(await Promise.all(fields)) };
};

const unpack = (stored: JsonValue, read: ReadReference): JsonValue | Promise<JsonValue> => {
  const found = readStored(stored);
  if ('value' in found) return found.value;
  return resolve(found.packed, async (reference) => remember(await read(reference), toStored(reference))).then(
    (value) => remember(value, stored),
  );
};

/**
 * The value that a column stands for. Throws `payload_lost` with which payload and what to do, `unavailable` (retryable),
 * `misconfigured`.
 */
export const unpackLarge = async (app: App, organisationId: OrganisationId, stored: JsonValue): Promise<JsonValue> =>
  unpack(stored, (reference) => readPayload(app, organisationId, reference));

/** The same for columns that hold objects. */
export const unpackObject = async (
  app: App,
  organisationId: OrganisationId,
  stored: JsonObject,
): Promise<JsonObject> => {
  const value = await unpackLarge(app, organisationId, stored);
  return isObject(value) ? value : stored;
};

/**
 * For a transition: content that is missing or damaged does not stop it. What stands in its place fails whoever looks into
 * it, so that the step that needs it says what is wrong, and the run can still be failed or cancelled. Synchronous for values
 * that lie in their column, which are nearly all.
 */
export const unpackForRun = (
  app: App,
  organisationId: OrganisationId,
  stored: JsonValue,
): JsonValue | Promise<JsonValue> =>
  unpack(stored, async (reference) => {
    try {
      return await readPayload(app, organisationId, reference);
    } catch (thrown) {
      if (isDomainError(thrown) && thrown.code === 'payload_lost') return createLost(thrown, toStored(reference));
      throw thrown;
    }
  });
