import { payloadHash } from '@switchyard/connectors';
import type { Tx } from '@switchyard/db';
import { DomainError, type JsonObject, type JsonValue, type OrganisationId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { findStored, isLost, remember } from './known-values.ts';
import { mayBeLarge } from './may-be-large.ts';
import { graceMs, type Payloads } from './payloads.ts';
import {
  isObject,
  isReserved,
  largeBytes,
  type PayloadReference,
  readStored,
  referencesOf,
  toStored,
  wrapPlain,
} from './stored-value.ts';

/** Gives the form in which a value is written to its column. */
export type StoredFormOf = (value: JsonValue) => JsonValue;

export interface PackScope {
  readonly organisationId: OrganisationId;
  /**
   * The run that will refer to the values, in the transaction that writes the references and holds the run's lock; or the
   * message, where no run sends it.
   */
  readonly run?: { readonly tx: Tx; readonly id: string };
}

interface Content extends PayloadReference {
  readonly text: Buffer;
}

interface PackedValue {
  readonly stored: JsonValue;
  readonly references: readonly PayloadReference[];
  /** What has to be in the store before a row refers to it. */
  readonly contents: readonly Content[];
}

const isOrdinary = (value: JsonValue): boolean =>
  typeof value !== 'object' || value === null
    ? typeof value !== 'string' || !mayBeLarge(value)
    : findStored(value) === undefined && !isReserved(value) && !mayBeLarge(value);

/**
 * Puts what is over 64 kB of JSON text into the payload store and gives each value's form for its column. Without a large
 * value this costs neither a statement nor a round trip. With `run`, the run is noted as using the payloads, so that they
 * stay; without, they stay for an hour. Values must not be changed afterwards. Throws `unavailable`, `misconfigured`.
 */
export const packLarge = async (app: App, scope: PackScope, values: readonly JsonValue[]): Promise<StoredFormOf> => {
  const large = values.filter((value) => !isOrdinary(value));
  if (large.length === 0) return asItIs;
  const packed = large.map((value) => packValue(app.payloads, value, findStored(value)));
  const announced = await storeContents(app, scope.organisationId, packed);
  const forms = new Map(large.map((value, index) => [value, packed[index]?.stored ?? value]));
  if (scope.run && !(await holdPayloads(app, scope, packed, announced))) {
    // Collected since it was last used: whoever has the value can write it again.
    const again = large.map((value) => packValue(app.payloads, value, isLost(value) ? findStored(value) : undefined));
    const announcedAgain = await storeContents(app, scope.organisationId, again);
    for (const [index, value] of large.entries()) forms.set(value, again[index]?.stored ?? value);
    if (!(await holdPayloads(app, scope, again, announcedAgain))) throw collectedMeanwhile();
  }
  for (const [value, stored] of forms) remember(value, stored);
  return (value) => forms.get(value) ?? value;
};

const asItIs: StoredFormOf = (value) => value;

const collectedMeanwhile = (): DomainError =>
  new DomainError('unavailable', 'A large value was collected while it was being stored. Try again.', {
    retryable: true,
  });

const hasLostField = (value: JsonValue): boolean => isObject(value) && Object.values(value).some(isLost);

const packValue = (payloads: Payloads | null, value: JsonValue, known: JsonValue | undefined): PackedValue => {
  if (known !== undefined) {
    const read = readStored(known);
    return { stored: known, references: 'packed' in read ? referencesOf(read.packed) : [], contents: [] };
  }
  const text = hasLostField(value) ? null : Buffer.from(JSON.stringify(value));
  if (text && (!payloads || text.byteLength <= largeBytes)) return plainForm(value);
  const byField = isObject(value) ? packFields(value, text === null) : null;
  if (byField || text === null) return byField ?? plainForm(value);
  const content = contentOf(text);
  return { stored: toStored(referenceOf(content)), references: [content], contents: [content] };
};

const plainForm = (value: JsonValue): PackedValue => ({
  stored: isReserved(value) ? wrapPlain(value) : value,
  references: [],
  contents: [],
});

/** Characters of the beginning that are kept in the row. */
const startChars = 200;

/** Half a character at the end, or a replaced one, would not be taken by the database. */
const startOf = (text: Buffer): string =>
  text
    .toString('utf8', 0, 4 * startChars)
    .slice(0, startChars)
    .toWellFormed();

const contentOf = (text: Buffer): Content => ({
  hash: payloadHash(text),
  bytes: text.byteLength,
  start: startOf(text),
  text,
});

const referenceOf = ({ hash, bytes, start }: PayloadReference): PayloadReference => ({ hash, bytes, start });

/** The reference of a field that was read from the store and is passed on as it is. */
const knownReference = (value: JsonValue): PayloadReference | null => {
  const known = findStored(value);
  const read = known === undefined ? null : readStored(known);
  return read && 'packed' in read && !('fields' in read.packed) ? read.packed : null;
};

/**
 * Large fields apart, the rest in the row: a document that is passed from step to step under different names is one payload,
 * and a counter beside it does not make another. Null when too much would remain.
 */
const packFields = (value: JsonObject, isForced: boolean): PackedValue | null => {
  // Not a name that every parser of objects treats as data.
  if (Object.hasOwn(value, '__proto__')) return null;
  const fields: Record<string, PayloadReference> = {};
  const rest: JsonObject = {};
  const contents: Content[] = [];
  for (const [name, field] of Object.entries(value)) {
    const known = knownReference(field);
    const content = known || !mayBeLarge(field) ? null : contentOf(Buffer.from(JSON.stringify(field)));
    if (known) fields[name] = known;
    else if (content && content.bytes > largeBytes) {
      fields[name] = referenceOf(content);
      contents.push(content);
    } else rest[name] = field;
  }
  const references = Object.values(fields);
  const isFitting = references.length > 0 && Buffer.byteLength(JSON.stringify(rest)) <= largeBytes;
  return isFitting || isForced ? { stored: toStored({ fields, rest }), references, contents } : null;
};

/** Hash → when the row was made under which the content was written, in ms. */
type Announced = ReadonlyMap<string, number>;

/**
 * Announces the contents, then writes them. In that order: collection removes nothing that was announced within the grace
 * time, so content that is found in the store after it was announced stays there.
 */
const storeContents = async (
  app: App,
  organisationId: OrganisationId,
  packed: readonly PackedValue[],
): Promise<Announced> => {
  const contents = new Map(packed.flatMap((each) => each.contents.map((content) => [content.hash, content])));
  if (contents.size === 0 || !app.payloads) return new Map();
  const { store, db } = app.payloads;
  const rows = [...contents.values()].map(({ hash, bytes }) => ({ hash, bytes }));
  const made = await db.transaction({ organisationId }, (tx) =>
    // In the order of the hashes, so that two announcements of the same contents do not lock each other out.
    tx.query<{ hash: string; stored_at: Date }>(
      `INSERT INTO payload (organisation_id, hash, bytes, stored_at, check_at)
       SELECT $1, hash, bytes, clock_timestamp(), $3 FROM jsonb_to_recordset($2::jsonb) AS announced (hash text, bytes int) ORDER BY hash
       ON CONFLICT (organisation_id, hash) DO UPDATE SET check_at = greatest(payload.check_at, EXCLUDED.check_at)
       RETURNING hash, stored_at`,
      [organisationId, JSON.stringify(rows), new Date(app.now().getTime() + graceMs)],
    ),
  );
  await Promise.all([...contents.values()].map(({ hash, text }) => store.put({ organisationId, hash }, text)));
  return new Map(made.map(({ hash, stored_at }) => [hash, stored_at.getTime()]));
};

/**
 * Notes that the run uses the payloads and keeps collection away from them until the transaction ends. False when one of
 * them may have been collected already, also where somebody else has announced it anew and is still writing it.
 */
const holdPayloads = async (
  app: App,
  scope: PackScope,
  packed: readonly PackedValue[],
  announced: Announced,
): Promise<boolean> => {
  const hashes = [...new Set(packed.flatMap(({ references }) => references.map(({ hash }) => hash)))].toSorted();
  if (!scope.run || hashes.length === 0) return true;
  const at = app.now();
  const held = await scope.run.tx.query<{ hash: string; stored_at: Date }>(
    `WITH held AS (
       SELECT p.hash, p.stored_at FROM payload p
       WHERE p.organisation_id = $1 AND p.hash = ANY($2::text[])
         AND (p.check_at > $4 OR EXISTS (SELECT 1 FROM payload_use u
                                         WHERE u.organisation_id = $1 AND u.hash = p.hash AND u.run_id = $3))
       ORDER BY p.hash FOR KEY SHARE OF p),
     noted AS (
       INSERT INTO payload_use (organisation_id, hash, run_id, check_at) SELECT $1, hash, $3, $5 FROM held
       ON CONFLICT (organisation_id, hash, run_id) DO NOTHING)
     SELECT hash, stored_at FROM held`,
    [scope.organisationId, hashes, scope.run.id, at, new Date(at.getTime() + graceMs)],
  );
  const isSame = ({ hash, stored_at }: { hash: string; stored_at: Date }) =>
    (announced.get(hash) ?? stored_at.getTime()) === stored_at.getTime();
  return held.length === hashes.length && held.every(isSame);
};
