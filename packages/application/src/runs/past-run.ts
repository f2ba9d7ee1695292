import type { Tx } from '@switchyard/db';
import type { JsonObject, JsonValue, NodeKind, StepId } from '@switchyard/domain';
import type { PastStep, ResumePoint } from '@switchyard/engine';
import type { App } from '../app.ts';
import { unpackSteps } from '../payloads/run-values.ts';
import { unpackForRun } from '../payloads/unpack-large.ts';
import type { CompiledVersion } from './compiled-version.ts';
import { type VariableWrite, variablesBefore } from './past-variables.ts';
import type { RunRecord } from './run-record.ts';
import { toSteps } from './scope-frames.ts';

export interface PastStepRow {
  readonly id: StepId;
  readonly ordinal: number;
  readonly node_id: string;
  readonly kind: NodeKind;
  readonly name: string;
  readonly scope: number | null;
  /** Ordinal of the container whose round it was part of. */
  readonly container: number | null;
  readonly status: string;
  readonly port: string | null;
  readonly created_at: Date;
  readonly finished_at: Date | null;
}

/** Every step of a run, without its data. */
export const loadPastSteps = (tx: Tx, runId: string): Promise<PastStepRow[]> =>
  tx.query<PastStepRow>(
    `SELECT id, ordinal, node_id, kind, name, scope, container, status, port, created_at, finished_at
     FROM step WHERE run_id = $1 ORDER BY ordinal`,
    [runId],
  );

export const toPastStep = (row: PastStepRow): PastStep => ({
  ordinal: row.ordinal,
  nodeId: row.node_id,
  name: row.name,
  scope: row.scope,
  status: row.status,
  port: row.port,
  beganAt: row.created_at.getTime(),
  endedAt: row.finished_at?.getTime() ?? null,
});

/** Latest step per node, in the run's own scope, that expressions of the version read. */
export const latestBefore = (
  version: CompiledVersion,
  rows: readonly PastStepRow[],
  ordinal: number,
): Record<string, number> => {
  const ended = rows.filter((row) => row.ordinal < ordinal && row.scope === null && hasResult(row));
  const inOrder = ended.toSorted(
    (one, other) =>
      (one.finished_at?.getTime() ?? 0) - (other.finished_at?.getTime() ?? 0) || one.ordinal - other.ordinal,
  );
  const { referencedNodeIds } = version;
  const isRead = ({ node_id: nodeId }: PastStepRow) => referencedNodeIds === null || referencedNodeIds.includes(nodeId);
  return Object.fromEntries(inOrder.filter(isRead).map((row) => [row.node_id, row.ordinal]));
};

/** Completed, or ended by an event on its border, which leaves what the event brought. */
const hasResult = ({ status, port }: PastStepRow): boolean =>
  status === 'completed' || (status === 'cancelled' && port !== null);

/** Outputs of these steps as expressions see them. */
export const loadPastOutputs = async (
  app: App,
  tx: Tx,
  run: RunRecord,
  latest: Readonly<Record<string, number>>,
): Promise<JsonObject> => {
  const rows = await tx.query<{ node_id: string; output: JsonValue; status: string; port: string | null }>(
    'SELECT node_id, output, status, port FROM step WHERE run_id = $1 AND ordinal = ANY($2::int[])',
    [run.id, Object.values(latest)],
  );
  return unpackSteps(app, run.organisationId, toSteps(rows));
};

/** Whether the step is part of an item of a for-each, whose variables are its own. */
const isInItem = (row: PastStepRow, byOrdinal: ReadonlyMap<number, PastStepRow>): boolean => {
  for (let at: PastStepRow | undefined = row; at?.container; at = byOrdinal.get(at.container)) {
    if (byOrdinal.get(at.container)?.kind === 'forEach') return true;
  }
  return false;
};

/** The run's variables as they were when the step at the point began. */
export const loadPastVariables = async (
  app: App,
  tx: Tx,
  { run, rows }: { readonly run: RunRecord; readonly rows: readonly PastStepRow[] },
  { ordinal }: ResumePoint,
): Promise<JsonObject> => {
  const byOrdinal = new Map(rows.map((row) => [row.ordinal, row]));
  const sets = rows.filter((row) => row.kind === 'set' && row.status === 'completed' && !isInItem(row, byOrdinal));
  if (!sets.some((row) => row.ordinal >= ordinal)) return run.variables;
  const stored = await tx.query<{ ordinal: number; output: JsonValue }>(
    'SELECT ordinal, output FROM step WHERE run_id = $1 AND ordinal = ANY($2::int[])',
    [run.id, sets.map((row) => row.ordinal)],
  );
  const writes: VariableWrite[] = [];
  for (const { ordinal: at, output } of stored) {
    const value = await unpackForRun(app, run.organisationId, output);
    writes.push({ ordinal: at, endedAt: byOrdinal.get(at)?.finished_at ?? null, output: value });
  }
  return variablesBefore(run.variables, writes, ordinal);
};
