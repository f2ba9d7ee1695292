import type { JsonObject, OrganisationId, RunId, RunStatus, VersionId } from '@switchyard/domain';
import { findStored } from '../payloads/known-values.ts';
import { isObject, isReserved } from '../payloads/stored-value.ts';
import { type RunRecord, type RunRow, toRunRecord } from './run-record.ts';
import { type OutputRow, rootFrame, toSteps } from './scope-frames.ts';
import type { TransitionWork } from './transition-work.ts';

/**
 * A run as a worker has last seen it, with values in place: what a transition reads under the run's lock. As long as its
 * revision is the same, nothing of it has to be read again.
 */
export interface KnownRun {
  readonly run: RunRecord;
  /** `steps` of the run's own scope, as expressions see them. */
  readonly steps: JsonObject;
}

/** What a claim gives of the step's run; nulls where the run is not to be known. */
export interface ClaimedRunRow
  extends Omit<
    RunRow,
    'id' | 'status' | 'input' | 'revision' | 'parent_run_id' | 'parent_step_id' | `paused_${string}`
  > {
  readonly organisation_id: OrganisationId;
  readonly run_id: RunId;
  readonly version_id: VersionId;
  readonly run_status: RunStatus;
  readonly run_input: JsonObject;
  readonly revision: number | null;
  readonly outputs: readonly OutputRow[] | null;
}

const alone = {
  parent_run_id: null,
  parent_step_id: null,
  paused_at: null,
  paused_by: null,
  paused_with: null,
} as const;

/** The run that came with a claim, unless a value of it lies elsewhere. */
export const knownWithClaim = (row: ClaimedRunRow): { readonly known?: KnownRun } => {
  const { run_id: id, run_status: status, run_input: input, revision, outputs } = row;
  if (revision === null) return {};
  const isInPlace = ![input, row.variables, ...(outputs ?? []).map(({ output }) => output)].some(isReserved);
  if (!isInPlace) return {};
  return {
    known: { run: toRunRecord({ ...row, ...alone, id, status, input, revision }), steps: toSteps(outputs ?? []) },
  };
};

/** The run as a transition leaves it that has been flushed; undefined where others may change it beside whoever goes on with it. */
export const knownAfter = (work: TransitionWork): KnownRun | undefined => {
  const { run, written, state, variables, isNewRun } = work;
  if (!written || work.finish || run.pause || run.parentStepId !== null || state.tokens.length !== 1) return undefined;
  const root = work.frames.get(rootFrame);
  const steps: JsonObject = {};
  for (const nodeId of Object.keys(root?.latest ?? {})) {
    const step = root?.steps[nodeId] ?? null;
    // What lies in the payload store is not kept in memory for as long as a step takes.
    if (!isObject(step) || findStored(step.output ?? null) !== undefined) return undefined;
    steps[nodeId] = step;
  }
  if (findStored(run.input) !== undefined || findStored(variables) !== undefined) return undefined;
  return { run: { ...run, ...written, state, variables, revision: run.revision + (isNewRun ? 0 : 1) }, steps };
};
