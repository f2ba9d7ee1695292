import type { AuditEvent } from '@switchyard/audit';
import type { Tx } from '@switchyard/db';
import {
  type Failure,
  isDomainError,
  type JsonObject,
  type JsonValue,
  type NodeOf,
  type OrganisationId,
  toFailure,
} from '@switchyard/domain';
import type { EngineEvent } from '@switchyard/engine';
import type { App } from '../app.ts';
import { inTransaction } from '../change.ts';
import { packLarge } from '../payloads/pack-large.ts';
import { packResult } from '../payloads/run-values.ts';
import { chainNext, withKnown } from './chain-next.ts';
import type { ClaimedStep } from './claim-step.ts';
import { completeInline, drive } from './drive.ts';
import { type Postponed, postponeStep } from './postpone-step.ts';
import { completeStep } from './resume-step.ts';
import { enterScope } from './scope-frames.ts';
import { startChildRun } from './start-child-run.ts';
import { type TransitionPorts, transitionRun } from './transition.ts';
import type { TransitionWork } from './transition-work.ts';

/** What executing a step came to. Written once, by the holder of the lease. */
export type StepResult =
  | {
      readonly kind: 'completed';
      readonly output: JsonValue;
      readonly audit?: readonly AuditEvent[];
      /** Rows that belong to the result: receipt, sources read. Same transaction. */
      readonly record?: (tx: Tx) => Promise<void>;
      readonly costMicroUsd?: number;
      readonly isSimulated?: boolean;
    }
  /** An inline node handed to a worker: evaluated inside the finishing transaction, with the sources it may read. */
  | { readonly kind: 'evaluate'; readonly sources: JsonObject; readonly record?: (tx: Tx) => Promise<void> }
  /** A person has it now; `record` writes what the person will find. */
  | {
      readonly kind: 'waiting';
      readonly waitingReason: string;
      readonly audit?: readonly AuditEvent[];
      readonly record: (tx: Tx) => Promise<void>;
      readonly costMicroUsd?: number;
      readonly isSimulated?: boolean;
    }
  | {
      readonly kind: 'failed';
      readonly failure: Failure;
      readonly audit?: readonly AuditEvent[];
      readonly record?: (tx: Tx) => Promise<void>;
      readonly costMicroUsd?: number;
      readonly isSimulated?: boolean;
    }
  /** Starts another run, or finds out how it ended, in the finishing transaction. */
  | { readonly kind: 'subworkflow'; readonly node: NodeOf<'subworkflow'> }
  /** The call may or may not have had its effect and must not be repeated by itself. */
  | { readonly kind: 'unknown'; readonly failure: Failure }
  | {
      readonly kind: 'retry';
      readonly failure: Failure;
      readonly delayMs: number;
      readonly record?: (tx: Tx) => Promise<void>;
    }
  | Postponed;

export const workerActor = (organisationId: OrganisationId) => ({
  kind: 'system' as const,
  organisationId,
  name: 'worker',
});

export interface Finished {
  /** False: the lease was lost, nothing was written. */
  readonly wasHolder: boolean;
  /** The run's next step, already claimed for the same worker. */
  readonly next: ClaimedStep | null;
}

export interface FinishOptions {
  /** Who goes on with the run's next step at once; null leaves it to whoever claims it. */
  readonly chainTo?: string | null;
}

/** Writes the result and carries the run on. */
export const finishStep = async (
  app: App,
  step: ClaimedStep,
  result: StepResult,
  { chainTo = null }: FinishOptions = {},
): Promise<Finished> => {
  const { organisationId } = step;
  // Before the run is locked: storing a large result may take its time.
  if (result.kind === 'completed') await packLarge(app, { organisationId }, [result.output]);
  return inTransaction(app, { organisationId }, async (tx, after) => {
    const ports: TransitionPorts = { app, tx, after, actor: workerActor(step.organisationId) };
    let finished: Finished = { wasHolder: false, next: null };
    let applied: TransitionWork | undefined;
    let isHolder = false;
    const apply = async (work: TransitionWork): Promise<void> => {
      if (!isHolder) return;
      if ('record' in result && result.record) await result.record(tx);
      addCost(tx, step, result);
      await carryOn(work, step, result);
      finished = { wasHolder: true, next: chainTo === null ? null : chainNext(work, chainTo) };
      applied = work;
    };
    await transitionRun(ports, step.organisationId, step.runId, apply, {
      versionId: step.versionId,
      read: async () => {
        isHolder = await holdsLease(tx, step);
      },
    });
    return applied ? { ...finished, next: withKnown(finished.next, applied) } : finished;
  });
};

/** Asked right after the run's lock, so nobody else can end the step between this check and the write. */
export const holdsLease = async (tx: Tx, step: ClaimedStep): Promise<boolean> => {
  const rows = await tx.query(
    `SELECT 1 FROM step WHERE id = $1 AND lease_token = $2 AND status = 'running' FOR UPDATE`,
    [step.id, step.leaseToken],
  );
  return rows.length === 1;
};

const addCost = (tx: Tx, step: ClaimedStep, result: StepResult): void => {
  const cost = 'costMicroUsd' in result ? (result.costMicroUsd ?? 0) : 0;
  const isSimulated = 'isSimulated' in result ? (result.isSimulated ?? false) : false;
  if (cost === 0 && !isSimulated) return;
  tx.send('UPDATE run SET cost_micro_usd = cost_micro_usd + $2, is_simulated = is_simulated OR $3 WHERE id = $1', [
    step.runId,
    cost,
    isSimulated,
  ]);
};

/** Ends the step in a transition of its run and says what follows. Whoever calls has seen that the lease is held. */
export const carryOn = async (work: TransitionWork, step: ClaimedStep, result: StepResult): Promise<void> => {
  if ('audit' in result && result.audit) work.audit.push(...result.audit);
  if (result.kind === 'completed') {
    await endStep(work, step, 'completed', { output: result.output, port: 'out' });
    return completeStep(work, step.nodeId, step.ordinal, { port: 'out', output: result.output });
  }
  if (result.kind === 'evaluate') return evaluate(work, step, result.sources);
  if (result.kind === 'subworkflow') return carryOn(work, step, await childResult(work, step, result.node));
  if (result.kind === 'failed') {
    await endStep(work, step, 'failed', { error: result.failure });
    return drive(work, failedEvent(step, result.failure));
  }
  if (result.kind === 'retry') return retryLater(work, step, result.failure, result.delayMs);
  if (result.kind === 'postponed') return postponeStep(work, step, result);
  park(work, step, result);
};

const childResult = async (
  work: TransitionWork,
  step: ClaimedStep,
  node: NodeOf<'subworkflow'>,
): Promise<StepResult> => {
  const outcome = await startChildRun(work, step, node).catch((thrown: unknown) => {
    if (!isDomainError(thrown)) throw thrown;
    return { kind: 'failed' as const, failure: toFailure(thrown) };
  });
  return outcome.kind === 'waiting' ? { ...outcome, record: async () => undefined } : outcome;
};

const failedEvent = (step: ClaimedStep, failure: Failure): EngineEvent => ({
  type: 'node_failed',
  tokenId: step.ordinal,
  failure,
  isCaught: true,
});

const evaluate = async (work: TransitionWork, step: ClaimedStep, sources: JsonObject): Promise<void> => {
  const found = work.version.graph.nodes.get(step.nodeId);
  if (!found) return;
  await enterScope(work, work.state.tokens.find(({ id }) => id === step.ordinal)?.scope);
  work.sources = sources;
  let ended: Parameters<typeof endStep>[3] = {};
  try {
    const event = completeInline(work, found.node, step.ordinal, (output, port) => {
      ended = { output, port };
    });
    await endStep(work, step, 'completed', ended);
    work.sources = {};
    await drive(work, event);
  } catch (thrown) {
    const failure = toFailure(thrown);
    await endStep(work, step, 'failed', { error: failure });
    await drive(work, failedEvent(step, failure));
  }
};

interface StepEnd {
  readonly output?: JsonValue;
  readonly port?: string;
  readonly error?: Failure;
}

const endStep = async (
  work: TransitionWork,
  step: ClaimedStep,
  status: 'completed' | 'failed',
  { output, port, error }: StepEnd,
): Promise<void> => {
  work.writes.endStep({
    id: step.id,
    status,
    output: output === undefined ? null : await packResult(work, output),
    port: port ?? null,
    error: error ?? null,
    finished_at: work.at,
  });
};

const retryLater = (work: TransitionWork, step: ClaimedStep, failure: Failure, delayMs: number): void => {
  const availableAt = new Date(work.at.getTime() + delayMs);
  const waitingReason = `“${step.name}” failed and is tried again at ${availableAt.toISOString()}: ${failure.message}`;
  work.tx.send(
    `WITH released AS (
       UPDATE step SET status = 'ready', available_at = now() + $2 * interval '1 millisecond', waiting_reason = $3,
                       error = $4, lease_until = NULL
       WHERE id = $1 RETURNING id, attempt)
     UPDATE step_attempt SET status = 'failed', error = $4, finished_at = $5
     FROM released WHERE step_id = released.id AND number = released.attempt`,
    [step.id, delayMs, waitingReason, JSON.stringify(failure), work.at],
  );
};

const park = (
  work: TransitionWork,
  step: ClaimedStep,
  result: Extract<StepResult, { kind: 'waiting' | 'unknown' }>,
): void => {
  const isUnknown = result.kind === 'unknown';
  const waitingReason = isUnknown
    ? `“${step.name}” may or may not have taken effect: ${result.failure.message} Say on the run's page whether it happened.`
    : result.waitingReason;
  work.tx.send(
    `WITH parked AS (
       UPDATE step SET status = $2, waiting_reason = $3, error = $4, lease_until = NULL WHERE id = $1 RETURNING id, attempt)
     UPDATE step_attempt SET status = $5, error = $4, finished_at = $6
     FROM parked WHERE step_id = parked.id AND number = parked.attempt`,
    [
      step.id,
      isUnknown ? 'unknown' : 'waiting',
      waitingReason,
      isUnknown ? JSON.stringify(result.failure) : null,
      isUnknown ? 'unknown' : 'completed',
      work.at,
    ],
  );
};
