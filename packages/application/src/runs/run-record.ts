import type { Tx } from '@switchyard/db';
import {
  DomainError,
  type JsonObject,
  type OrganisationId,
  type RunId,
  type RunStatus,
  type StepId,
  type VersionId,
  type WorkflowId,
} from '@switchyard/domain';
import { parseRunState, type RunState } from '@switchyard/engine';
import type { StoredFrames } from './scope-frames.ts';

/** A run as a transition holds it: locked, with its engine state parsed. */
export interface RunRecord {
  readonly id: RunId;
  readonly organisationId: OrganisationId;
  readonly workflowId: WorkflowId;
  readonly versionId: VersionId;
  readonly status: RunStatus;
  readonly state: RunState;
  readonly input: JsonObject;
  readonly variables: JsonObject;
  readonly frames: StoredFrames;
  /** The run and step that started this one. */
  readonly parentRunId: RunId | null;
  readonly parentStepId: StepId | null;
  /** Runs around this one. */
  readonly depth: number;
  /** form | api | webhook | schedule */
  readonly trigger: string;
  readonly idempotencyKey: string | null;
  readonly startedByKind: string;
  readonly startedById: string | null;
  readonly startedByLabel: string;
  readonly createdAt: Date;
  /** 0–9: which of the steps of one organisation that are due together goes first. */
  readonly priority: number;
  /** Raised by every transition, and by whatever else changes what stands here. */
  readonly revision: number;
  /** Since when workers are given nothing of it, who wanted that, and the run around it where it is that one's pause. */
  readonly pause: { readonly at: Date; readonly by: string; readonly with: RunId | null } | null;
}

export interface RunRow {
  readonly id: RunId;
  readonly organisation_id: OrganisationId;
  readonly workflow_id: WorkflowId;
  readonly version_id: VersionId;
  readonly status: RunStatus;
  readonly state: unknown;
  readonly input: JsonObject;
  readonly variables: JsonObject;
  readonly frames: StoredFrames;
  readonly parent_run_id: RunId | null;
  readonly parent_step_id: StepId | null;
  readonly depth: number;
  readonly trigger: string;
  readonly idempotency_key: string | null;
  readonly started_by_kind: string;
  readonly started_by_id: string | null;
  readonly started_by_label: string;
  readonly created_at: Date;
  readonly priority: number;
  readonly revision: number;
  readonly paused_at: Date | null;
  readonly paused_by: string | null;
  readonly paused_with: RunId | null;
}

export const toRunRecord = (row: RunRow): RunRecord => ({
  id: row.id,
  organisationId: row.organisation_id,
  workflowId: row.workflow_id,
  versionId: row.version_id,
  status: row.status,
  state: parseRunState(row.state),
  input: row.input,
  variables: row.variables,
  frames: row.frames,
  parentRunId: row.parent_run_id,
  parentStepId: row.parent_step_id,
  depth: row.depth,
  trigger: row.trigger,
  idempotencyKey: row.idempotency_key,
  startedByKind: row.started_by_kind,
  startedById: row.started_by_id,
  startedByLabel: row.started_by_label,
  createdAt: row.created_at,
  priority: row.priority,
  revision: row.revision,
  pause: row.paused_at && { at: row.paused_at, by: row.paused_by ?? '', with: row.paused_with },
});

const runColumns = `id, organisation_id, workflow_id, version_id, status, state, input, variables, frames,
            parent_run_id, parent_step_id, depth, trigger, idempotency_key, started_by_kind, started_by_id, started_by_label, created_at,
            priority, revision, paused_at, paused_by, paused_with`;

/**
 * Locks the run for a transition. Every transition takes this lock before any other row of the run, so that two
 * events of one run never meet halfway. Throws `not_found` for an unknown run or another tenant's.
 */
export const lockRun = async (tx: Tx, organisationId: OrganisationId, runId: string): Promise<RunRecord> => {
  const [row] = await tx.query<RunRow>(
    `SELECT ${runColumns} FROM run WHERE organisation_id = $1 AND id = $2 FOR UPDATE`,
    [organisationId, runId],
  );
  if (!row) throw new DomainError('not_found', 'This run does not exist.');
  return toRunRecord(row);
};

const idsOfRuns = 'ANY($2::uuid[])';
const idsOfAskingRuns = `ANY(ARRAY(
  SELECT run_id FROM approval_request WHERE organisation_id = $1 AND id = ANY($2::uuid[])))`;

/** Locks those of the runs that nobody else holds, for transitions that are written together. Waits for none of them. */
export const lockFreeRuns = async (
  tx: Tx,
  organisationId: OrganisationId,
  by: { readonly runIds: readonly string[] } | { readonly approvalIds: readonly string[] },
): Promise<ReadonlyMap<string, RunRecord>> => {
  const [ids, values] = 'runIds' in by ? [idsOfRuns, by.runIds] : [idsOfAskingRuns, by.approvalIds];
  const rows = await tx.query<RunRow>(
    `SELECT ${runColumns} FROM run WHERE organisation_id = $1 AND id = ${ids} FOR UPDATE SKIP LOCKED`,
    [organisationId, values],
  );
  return new Map(rows.map((row) => [row.id, toRunRecord(row)]));
};
