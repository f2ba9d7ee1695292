import type { Tx } from '@switchyard/db';
import { isTerminalRunStatus, type JsonObject, type OrganisationId, type RunId, type StepId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { inTransaction } from '../change.ts';
import { unpackRun, unpackSteps } from '../payloads/run-values.ts';
import { chainNext, withKnown } from './chain-next.ts';
import type { ClaimedStep } from './claim-step.ts';
import { type CompiledVersion, findCompiledVersion } from './compiled-version.ts';
import { carryOn, type Finished, type StepResult, workerActor } from './finish-step.ts';
import { flushTransition } from './flush-transition.ts';
import { type GatheredWrites, gatherWrites } from './gathered-writes.ts';
import { lockFreeRuns, type RunRecord } from './run-record.ts';
import { type OutputRow, toSteps } from './scope-frames.ts';
import { beginTransition, type TransitionPorts } from './transition.ts';

/** A result on its way into its run. */
export interface StepFinish {
  readonly step: ClaimedStep;
  readonly result: StepResult;
  /** Who goes on with the run's next step at once; null leaves it to whoever claims it. */
  readonly chainTo: string | null;
}

/** Whether a result may be written together with others: what it writes beside its run is nobody's business but its own. */
export const isBatchable = ({ result }: StepFinish): boolean => {
  if (result.kind !== 'completed' && result.kind !== 'failed') return result.kind === 'retry' && !result.record;
  return !(result.record || result.costMicroUsd || result.isSimulated);
};

/**
 * Writes results of several runs of one organisation in one transaction: what costs a round trip, a statement or a flush for
 * one run costs it for all. Each result is one transition of its own run, under its lock and its lease, as in `finishStep`.
 * Gives an answer for those that were written; the others, for which something else is to be looked at, are left as they
 * were. When it throws, nothing was written.
 */
export const finishBatch = (
  app: App,
  organisationId: OrganisationId,
  finishes: readonly StepFinish[],
): Promise<ReadonlyMap<StepId, Finished>> =>
  inTransaction(app, { organisationId }, async (tx, after) => {
    const [actor, at] = [workerActor(organisationId), app.now()];
    const writes = gatherWrites(tx, { organisationId, at, leaseMs: app.settings.leaseMs });
    const ports: TogetherPorts = { app, tx, after, actor, together: { writes, at } };
    const runIds = finishes.map(({ step }) => step.runId);
    const [runs, held, outputs] = await Promise.all([
      lockFreeRuns(tx, organisationId, { runIds }),
      lockHeldSteps(tx, finishes),
      loadOutputs(
        tx,
        finishes.map(({ step }) => ({
          runId: step.runId,
          version: findCompiledVersion(step.organisationId, step.versionId),
        })),
      ),
    ]);
    const finished = new Map<StepId, Finished>();
    for (const finish of finishes) {
      const { step } = finish;
      const run = runs.get(step.runId);
      const version = run && held.has(step.id) ? plainVersion(run, step) : undefined;
      if (!(run && version)) continue;
      const unpacked = await unpackRun(app, run);
      const steps = await unpackSteps(app, organisationId, toSteps(outputs.get(run.id) ?? []));
      finished.set(step.id, await carryOnOne(ports, { run: unpacked, version, steps }, finish));
    }
    writes.flush();
    return finished;
  });

/** The version of a run about which nothing is special, as this process has it; else undefined. */
const plainVersion = (run: RunRecord, step: ClaimedStep): CompiledVersion | undefined => {
  // The end of a run inside a run also writes to the run around it.
  const isPlain = !isTerminalRunStatus(run.status) && run.parentStepId === null && run.versionId === step.versionId;
  return isPlain ? findCompiledVersion(run.organisationId, step.versionId) : undefined;
};

export interface TogetherPorts extends TransitionPorts {
  readonly together: { readonly writes: GatheredWrites; readonly at: Date };
}

/** A run with its values in place. */
export interface ReadRun {
  readonly run: RunRecord;
  readonly version: CompiledVersion;
  readonly steps: JsonObject;
}

/** One transition among those that are written together: ends the step and carries its run on. */
export const carryOnOne = async (
  ports: TogetherPorts,
  { run, version, steps }: ReadRun,
  { step, result, chainTo }: StepFinish,
): Promise<Finished> => {
  const work = beginTransition(ports, run, version, { isNewRun: false, steps });
  await carryOn(work, step, result);
  const next = chainTo === null ? null : chainNext(work, chainTo);
  await flushTransition(work);
  return { wasHolder: true, next: withKnown(next, work) };
};

/**
 * The steps whose lease is still held, locked. Asked right after the runs' locks. One that somebody is writing to is passed
 * over: whoever waits for steps here could be waited for there.
 */
const lockHeldSteps = async (tx: Tx, finishes: readonly StepFinish[]): Promise<ReadonlySet<StepId>> => {
  const rows = await tx.query<{ id: StepId; lease_token: number }>(
    `SELECT id, lease_token FROM step WHERE id = ANY($1::uuid[]) AND status = 'running' FOR UPDATE SKIP LOCKED`,
    [finishes.map(({ step }) => step.id)],
  );
  const tokens = new Map(finishes.map(({ step }) => [step.id, step.leaseToken]));
  return new Set(rows.filter(({ id, lease_token }) => tokens.get(id) === lease_token).map(({ id }) => id));
};

/** As `transitionRun` reads them for one run; nothing for versions that read none. */
export const loadOutputs = async (
  tx: Tx,
  readers: readonly { readonly runId: RunId; readonly version: CompiledVersion | undefined }[],
): Promise<ReadonlyMap<RunId, readonly OutputRow[]>> => {
  const runIds = readers.flatMap(({ runId, version }) => (version?.referencedNodeIds?.length === 0 ? [] : [runId]));
  if (runIds.length === 0) return new Map();
  const rows = await tx.query<OutputRow & { readonly run_id: RunId }>(
    `SELECT r.id AS run_id, s.node_id, s.output, s.status, s.port
     FROM run r CROSS JOIN jsonb_each(r.frames #> '{scopes,0,latest}') latest
     JOIN step s ON s.run_id = r.id AND s.ordinal = latest.value::int
     WHERE r.id = ANY($1::uuid[]) AND r.frames @? '$.scopes."0".latest'`,
    [runIds],
  );
  return Map.groupBy(rows, ({ run_id }) => run_id);
};
