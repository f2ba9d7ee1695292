import type { Tx } from '@switchyard/db';
import type { RunState } from '@switchyard/engine';
import type { RunRecord } from '../runs/run-record.ts';
import { rootFrame, type StoredFrame, type StoredFrames } from '../runs/scope-frames.ts';
import type { MigrationRecord } from './migration-record.ts';
import type { Versions } from './plan-run.ts';

/** Old node id → new one, where the operator said that it is the same. */
export const renamesOf = (mapping: MigrationRecord['mapping']): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(mapping).flatMap(([nodeId, move]) =>
      move && 'to' in move && move.to !== nodeId ? [[nodeId, move.to]] : [],
    ),
  );

interface LatestRow {
  readonly scope: number | null;
  readonly node_id: string;
  readonly ordinal: number;
}

/** Nodes whose outputs only expressions of the new version read: nobody kept track of their steps. Null: all of them. */
const listMissing = ({ from, to }: Versions, renames: Readonly<Record<string, string>>): string[] | null => {
  if (from.referencedNodeIds === null) return [];
  const known = new Set(from.referencedNodeIds.map((id) => renames[id] ?? id));
  return to.referencedNodeIds?.filter((id) => !known.has(id)) ?? null;
};

const findLatest = (tx: Tx, runId: string, scopes: readonly number[], missing: string[] | null): Promise<LatestRow[]> =>
  tx.query<LatestRow>(
    `SELECT DISTINCT ON (scope, node_id) scope, node_id, ordinal FROM step
     WHERE run_id = $1 AND (scope IS NULL OR scope = ANY($2::int[])) AND ($3::text[] IS NULL OR node_id = ANY($3))
       AND status IN ('completed', 'cancelled') AND port IS NOT NULL
     ORDER BY scope, node_id, finished_at DESC, ordinal DESC`,
    [runId, [...scopes], missing],
  );

/**
 * What expressions find in the run, by the names and needs of the new version. Steps must have got their new names before.
 */
export const carryFrames = async (
  tx: Tx,
  run: RunRecord,
  state: RunState,
  versions: Versions,
  mapping: MigrationRecord['mapping'],
): Promise<StoredFrames> => {
  const renames = renamesOf(mapping);
  const scopes = new Map<string, StoredFrame>();
  for (const [id, frame] of Object.entries(run.frames.scopes ?? {})) {
    const latest = Object.entries(frame.latest).map(([nodeId, ordinal]): [string, number] => [
      renames[nodeId] ?? nodeId,
      ordinal,
    ]);
    scopes.set(id, { ...frame, latest: Object.fromEntries(latest) });
  }
  const missing = listMissing(versions, renames);
  const open = (state.scopes ?? []).map(({ id }) => id);
  const found = missing?.length === 0 ? [] : await findLatest(tx, run.id, open, missing);
  for (const { scope, node_id, ordinal } of found) {
    const id = String(scope ?? rootFrame);
    const frame = scopes.get(id) ?? { latest: {} };
    scopes.set(id, { ...frame, latest: { [node_id]: ordinal, ...frame.latest } });
  }
  return { ...run.frames, ...(scopes.size === 0 ? {} : { scopes: Object.fromEntries(scopes) }) };
};
