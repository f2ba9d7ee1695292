import { createHash } from 'node:crypto';
import { canonicalJson } from '@switchyard/audit';
import type { Tx } from '@switchyard/db';
import type { OrganisationId } from '@switchyard/domain';
import { receiptDay } from '../receipts/receipt-entry.ts';
import type { DecisionBasis } from './decision-basis.ts';
import { packBasis, patchBetween } from './pack-basis.ts';
import { type Ground, groundOf, type SplitPart, splitGround } from './split-ground.ts';

/** What names a snapshot: equal content is one row of an organisation and a month. */
export const digestOfGround = (ground: Ground): string =>
  createHash('sha256').update(canonicalJson(ground)).digest('base64url');

/** A ground that later decisions of this process are compared with. */
interface Snapshot {
  readonly key: string;
  readonly organisationId: OrganisationId;
  readonly month: string;
  readonly digest: string;
  readonly body: Ground;
  readonly parts: readonly SplitPart[];
  /** Once a transaction has committed it. */
  id: number | null;
}

/** By organisation, month and shape. */
const snapshots = new Map<string, Snapshot>();
const snapshotsMax = 2000;

const monthOf = (receiptId: string): string => `${receiptDay(receiptId).slice(0, 7)}-01`;

const newSnapshot = (
  basis: DecisionBasis,
  about: Pick<Snapshot, 'key' | 'organisationId' | 'month' | 'parts'>,
): Snapshot => {
  const body = groundOf(basis);
  const snapshot = { ...about, body, digest: digestOfGround(body), id: null };
  const [oldest] = snapshots.keys();
  if (snapshots.size >= snapshotsMax && oldest !== undefined) snapshots.delete(oldest);
  snapshots.set(about.key, snapshot);
  return snapshot;
};

interface Found {
  readonly snapshot: Snapshot;
  readonly patch: readonly (number | string)[];
}

/** By the suppliers that were decided among: what the latest of their decisions came to, which most have in common. */
const latest = new WeakMap<object, Latest>();

interface Latest extends Found, Pick<Snapshot, 'organisationId' | 'month' | 'parts'> {}

const areSame = (one: readonly SplitPart[], other: readonly SplitPart[]): boolean =>
  one.every((part, at) => part === other[at]);

const snapshotFor = (organisationId: OrganisationId, receiptId: string, basis: DecisionBasis): Found => {
  const month = monthOf(receiptId);
  const parts = splitGround(basis);
  const { suppliers } = basis.request;
  const before = latest.get(suppliers);
  const isSame = before?.organisationId === organisationId && before.month === month && areSame(before.parts, parts);
  if (isSame) return before;
  const found = findSnapshot(organisationId, month, parts, basis);
  latest.set(suppliers, { ...found, organisationId, month, parts });
  return found;
};

const findSnapshot = (
  organisationId: OrganisationId,
  month: string,
  parts: readonly SplitPart[],
  basis: DecisionBasis,
): Found => {
  const key = [organisationId, month, ...parts.map(({ shapeKey }) => shapeKey)].join(' ');
  const known = snapshots.get(key);
  const patch = known ? patchBetween(known.parts, parts) : null;
  if (known && patch) return { snapshot: known, patch };
  return { snapshot: newSnapshot(basis, { key, organisationId, month, parts }), patch: [] };
};

interface IdRow {
  readonly organisation_id: string;
  readonly month: string;
  readonly digest: string;
  readonly id: number;
}

const nameOf = (organisationId: string, month: string, digest: string): string =>
  `${organisationId} ${month} ${digest}`;

/** Transactions that have added snapshots: what they read back may yet be rolled back, so it is not remembered. */
const adding = new WeakSet<Tx>();

const find = (tx: Tx, wanted: readonly Snapshot[]): Promise<IdRow[]> =>
  tx.query<IdRow>(
    `SELECT s.organisation_id, s.month::text AS month, s.digest, s.id FROM decision_snapshot s
     WHERE (s.organisation_id, s.month, s.digest) IN (SELECT * FROM unnest($1::uuid[], $2::date[], $3::text[]))`,
    [
      wanted.map(({ organisationId }) => organisationId),
      wanted.map(({ month }) => month),
      wanted.map(({ digest }) => digest),
    ],
  );

const addSnapshots = async (tx: Tx, wanted: readonly Snapshot[]): Promise<void> => {
  adding.add(tx);
  const rows = wanted.map(({ organisationId, month, digest, body }) => ({
    organisation_id: organisationId,
    ...{ month, digest, body },
  }));
  await tx.execute(
    `INSERT INTO decision_snapshot (organisation_id, month, digest, body)
     SELECT organisation_id, month, digest, body
     FROM jsonb_to_recordset($1::jsonb) AS given (organisation_id uuid, month date, digest text, body jsonb) ORDER BY 1, 2, 3
     ON CONFLICT (organisation_id, month, digest) DO NOTHING`,
    [JSON.stringify(rows)],
  );
};

/** Numbers of these snapshots, which are added where they are new. No round trip once a process has seen them committed. */
const resolveIds = async (tx: Tx, wanted: readonly Snapshot[]): Promise<ReadonlyMap<string, number>> => {
  const ids = new Map<string, number>();
  const left = () =>
    [...new Set(wanted)].filter((each) => !ids.has(nameOf(each.organisationId, each.month, each.digest)));
  const remember = (rows: readonly IdRow[]) => {
    for (const { organisation_id, month, digest, id } of rows) ids.set(nameOf(organisation_id, month, digest), id);
  };
  for (const { organisationId, month, digest, id } of wanted) {
    if (id !== null) ids.set(nameOf(organisationId, month, digest), id);
  }
  if (left().length === 0) return ids;
  const asked = left();
  remember(await find(tx, asked));
  if (!adding.has(tx)) {
    for (const each of asked) each.id = ids.get(nameOf(each.organisationId, each.month, each.digest)) ?? null;
  }
  if (left().length === 0) return ids;
  await addSnapshots(tx, left());
  remember(await find(tx, left()));
  return ids;
};

/** A decision whose basis is to be stored with its receipt. */
export interface BasisEntry {
  readonly organisationId: OrganisationId;
  readonly receiptId: string;
  readonly basis: DecisionBasis | undefined;
}

/**
 * What each receipt keeps of the basis of its decision, in the order of `entries`; null where there is none. Content is stored once
 * for all decisions of a month that share it, and only when this process sees it for the first time.
 */
export const storeBases = async (tx: Tx, entries: readonly BasisEntry[]): Promise<(Buffer | null)[]> => {
  const found = entries.map(({ organisationId, receiptId, basis }) =>
    basis === undefined ? null : { basis, ...snapshotFor(organisationId, receiptId, basis) },
  );
  const used = found.flatMap((each) => (each === null ? [] : [each.snapshot]));
  if (used.length === 0) return found.map(() => null);
  const ids = await resolveIds(tx, used);
  return found.map((each) => {
    if (each === null) return null;
    const { organisationId, month, digest } = each.snapshot;
    const id = ids.get(nameOf(organisationId, month, digest));
    if (id === undefined) throw new Error(`the snapshot ${digest} was neither found nor added`);
    return packBasis(each.basis, id, each.patch);
  });
};
