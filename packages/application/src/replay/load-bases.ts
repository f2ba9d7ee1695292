import { createHash } from 'node:crypto';
import type { Tx } from '@switchyard/db';
import { jsonObjectSchema, type OrganisationId } from '@switchyard/domain';
import type { LearnedRouter } from '@switchyard/routing';
import { z } from 'zod';
import { findRouterVersion } from '../routing/task-router.ts';
import type { DecisionBasis } from './decision-basis.ts';
import { readBasis, type StoredBasis } from './pack-basis.ts';
import { type RestoredGround, restoreBasis, restoreGround } from './restore-basis.ts';
import { digestOfGround } from './snapshot-store.ts';
import type { Ground } from './split-ground.ts';

/** What was kept of one decision, checked against its digest. */
export interface Kept {
  readonly digest: string;
  readonly ground: RestoredGround;
  readonly stored: StoredBasis;
}

/** By receipt: ready to be decided again, or a sentence that says why it cannot be. */
export type KeptBases = ReadonlyMap<string, { readonly kept: Kept; readonly basis: DecisionBasis } | string>;

const unreadable = 'What was kept with this receipt cannot be read: it was changed after it was written.';

/** Bytes that were tampered with, as a sentence; anything else goes on. */
const readable = <Value>(read: () => Value): Value | string => {
  try {
    return read();
  } catch (thrown) {
    if (!(thrown instanceof RangeError || thrown instanceof z.core.$ZodError)) throw thrown;
    return unreadable;
  }
};

interface Snapshot {
  readonly id: number;
  readonly digest: string;
  readonly body: unknown;
}

/** The content of a snapshot; a sentence where it is not what was written. */
const checkSnapshot = ({ digest, body }: Snapshot): { readonly digest: string; readonly ground: Ground } | string =>
  readable(() => {
    const ground = jsonObjectSchema.parse(body) as Ground;
    return digestOfGround(ground) === digest
      ? { digest, ground }
      : 'The snapshot does not match its digest: it was changed after it was written.';
  });

const loadSnapshots = async (tx: Tx, organisationId: OrganisationId, ids: readonly number[]) => {
  if (ids.length === 0) return new Map<number, ReturnType<typeof checkSnapshot>>();
  const rows = await tx.query<Snapshot>(
    'SELECT id, digest, body FROM decision_snapshot WHERE organisation_id = $1 AND id = ANY($2::int[])',
    [organisationId, [...new Set(ids)]],
  );
  return new Map(rows.map((row) => [row.id, checkSnapshot(row)]));
};

const digestLength = 32;

/** A learned router by its version; a sentence where it is gone or is not the one that was learned. */
const readRouter = async (
  tx: Tx,
  organisationId: OrganisationId,
  taskId: string,
  version: string,
): Promise<LearnedRouter | null | string> => {
  const [row] = await tx.query<{ body: string }>(
    'SELECT body FROM task_router WHERE organisation_id = $1 AND task_id = $2 AND version = $3',
    [organisationId, taskId, version],
  );
  if (!row) return `The router ${version}, which was learned from past outcomes, is no longer there.`;
  if (createHash('sha256').update(row.body).digest('hex').slice(0, digestLength) !== version) {
    return `The router ${version} does not match its digest: it was changed after it was learned.`;
  }
  return findRouterVersion(tx, organisationId, taskId, version);
};

/**
 * What was kept with each of these receipts, ready to be decided again. Snapshots are read in one statement however many receipts
 * there are, and each router once.
 */
export const loadBases = async (
  tx: Tx,
  organisationId: OrganisationId,
  receipts: readonly { readonly id: string; readonly basis: Uint8Array }[],
): Promise<KeptBases> => {
  const stored = receipts.map(({ id, basis }) => ({ id, stored: readable(() => readBasis(basis)) }));
  const snapshots = await loadSnapshots(
    tx,
    organisationId,
    stored.flatMap((each) => (typeof each.stored === 'string' ? [] : [each.stored.snapshotId])),
  );
  const routers = new Map<string, LearnedRouter | null | string>();
  const routerOf = async ({ terms: { router } }: RestoredGround) => {
    if (router === null || router.taskId === null) return null;
    const { taskId, version } = router;
    const key = `${taskId} ${version}`;
    const known = routers.get(key);
    if (known !== undefined) return known;
    const found = await readRouter(tx, organisationId, taskId, version);
    routers.set(key, found);
    return found;
  };
  const keptOf = (each: StoredBasis | string): Kept | string => {
    if (typeof each === 'string') return each;
    const snapshot = snapshots.get(each.snapshotId);
    if (snapshot === undefined) return 'The snapshot that this receipt names is no longer there.';
    if (typeof snapshot === 'string') return snapshot;
    return readable(() => ({ digest: snapshot.digest, ground: restoreGround(snapshot.ground, each), stored: each }));
  };
  const bases = new Map<string, { readonly kept: Kept; readonly basis: DecisionBasis } | string>();
  for (const each of stored) {
    const kept = keptOf(each.stored);
    if (typeof kept === 'string') {
      bases.set(each.id, kept);
      continue;
    }
    const learned = await routerOf(kept.ground);
    bases.set(
      each.id,
      typeof learned === 'string' ? learned : { kept, basis: restoreBasis(kept.ground, kept.stored, learned) },
    );
  }
  return bases;
};
