import { DomainError, type Failure, isDomainError, type RetryPolicy, toFailure } from '@switchyard/domain';
import { executeAgentStep } from '../agents/execute-agent-step.ts';
import type { App } from '../app.ts';
import { endRest, hasLimits } from '../flow/limited-organisations.ts';
import { whyUnstorable } from '../payloads/require-storable.ts';
import { openOrHandBack, sayUnwritten } from './await-payloads.ts';
import { type ClaimedStep, renewLease } from './claim-step.ts';
import { type CompiledVersion, findCompiledVersion, getCompiledVersion } from './compiled-version.ts';
import { executeEvaluation } from './execute-evaluation.ts';
import { executeHttp, mayBeRepeated } from './execute-http.ts';
import { executeScript } from './execute-script.ts';
import { executeTaskStep } from './execute-task-step.ts';
import type { Finished, StepResult } from './finish-step.ts';
import { finishTogether } from './finish-together.ts';
import { insist } from './insist.ts';
import { retryDelayMs } from './retry-delay.ts';
import { traceStep } from './trace-step.ts';

export interface StepHolder {
  /** The name it claims under. */
  readonly owner: string;
  /** Aborted when whatever is in hand must be given back now. */
  readonly stopping: AbortSignal;
  /** Whether it would go on with the same run's next step. */
  readonly mayChain: () => boolean;
}

/** Steps of one run that are done in a row before others get the hand: the next one queues behind what is due. */
const chainedStepsMax = 20;

/**
 * Does a claimed step under a lease that is kept alive, writes what it came to, and goes on with the run's next step as long
 * as the holder may. Returns how many results it wrote: 0 when the lease was lost.
 */
export const executeStep = async (app: App, claimed: ClaimedStep, holder: StepHolder): Promise<number> => {
  let done = 0;
  for (let step: ClaimedStep | null = claimed; step; ) {
    const finished: Finished | null = await executeOne(app, step, holder, done + 1 < chainedStepsMax);
    if (!finished?.wasHolder) break;
    done += 1;
    endRest(app, claimed.organisationId);
    step = finished.next;
  }
  return done;
};

const executeOne = async (
  app: App,
  claimed: ClaimedStep,
  { owner, stopping, mayChain }: StepHolder,
  isChainable: boolean,
): Promise<Finished | null> => {
  const lease = keepLease(app, claimed);
  try {
    const version = await loadVersion(app, claimed);
    const signal = AbortSignal.any([lease.lost, stopping]);
    const step = await openOrHandBack(app, claimed);
    if (step === null) return null;
    const found = await traceStep(app, step, () => perform(app, step, version, signal));
    if (lease.lost.aborted) return null;
    const result = stopping.aborted ? handedBack(step, version, found) : found;
    // Under limits the next step asks for its turn like any other.
    const chainTo = isChainable && mayChain() && !hasLimits(app, claimed.organisationId) ? owner : null;
    const write = (said: StepResult) => () => finishTogether(app, { step, result: said, chainTo });
    const finish = (said: StepResult) => insist(signal, write(said), (why) => sayUnwritten(app, step, why));
    return await finish(storable(step, result)).catch((thrown: unknown) => finish(unwritable(step, result, thrown)));
  } finally {
    lease.release();
  }
};

/**
 * What a worker that has to stop makes of a step that it could not end: it failed by being stopped, which is neither an attempt nor
 * a crash. Whoever takes it next goes on under the same key, unless the call may not be repeated.
 */
const handedBack = (step: ClaimedStep, version: CompiledVersion, result: StepResult): StepResult => {
  const isEnded = result.kind !== 'retry' && !(result.kind === 'failed' && result.failure.retryable);
  if (isEnded) return result;
  if (mayBeRepeated(version.graph.nodes.get(step.nodeId)?.node))
    return { kind: 'postponed', reason: 'another worker, as the one that had it was stopped.', delayMs: 0 };
  const message = `the worker was stopped while “${step.name}” was being sent.`;
  return { kind: 'unknown', failure: toFailure(new DomainError('outcome_unknown', message)) };
};

/** A result with what cannot be stored in it is a failure that says so; left to its lease the step would be repeated for nothing. */
const storable = ({ name }: ClaimedStep, result: StepResult): StepResult => {
  const says = result.kind === 'completed' ? whyUnstorable(result.output) : null;
  return says === null ? result : refused(name, says);
};

const refused = (name: string, says: string): StepResult => ({
  kind: 'failed',
  failure: toFailure(
    new DomainError('invalid_input', `What “${name}” gives ${says}, which cannot be stored. It was done all the same.`),
  ),
});

/** What the database refuses of what is written with a result, such as a receipt. Anything else is not the result's fault. */
const unwritable = ({ name }: ClaimedStep, result: StepResult, thrown: unknown): StepResult => {
  if (result.kind === 'completed' && isDomainError(thrown) && thrown.code === 'invalid_input')
    return refused(name, `cannot be written (${thrown.message})`);
  throw thrown;
};

const loadVersion = async (app: App, { organisationId, versionId }: ClaimedStep): Promise<CompiledVersion> =>
  findCompiledVersion(organisationId, versionId) ??
  app.db.transaction({ organisationId }, (tx) => getCompiledVersion(tx, organisationId, versionId));

const keepLease = (app: App, step: ClaimedStep) => {
  const lost = new AbortController();
  const timer = setInterval(
    () => {
      renewLease(app, step).then(
        (isHeld) => {
          if (!isHeld) lost.abort();
        },
        // A database that is away for a moment is not a lost lease; the fencing token decides in the end.
        (cause: unknown) => app.log.warn({ err: cause, stepId: step.id }, 'lease not renewed'),
      );
    },
    (step.leaseForMs ?? app.settings.leaseMs) / 3,
  );
  return { lost: lost.signal, release: () => clearInterval(timer) };
};

const perform = async (
  app: App,
  step: ClaimedStep,
  version: CompiledVersion,
  signal: AbortSignal,
): Promise<StepResult> => {
  const node = version.graph.nodes.get(step.nodeId)?.node;
  try {
    if (node?.kind === 'task')
      return orRetry(step, node.config.retry, await executeTaskStep(app, step, version, node, signal));
    if (node?.kind === 'agent')
      return orRetry(step, node.config.retry, await executeAgentStep(app, step, version, node, signal));
    if (node?.kind === 'http') return orRetry(step, node.config.retry, await executeHttp(app, step, node, signal));
    if (node?.kind === 'script') return await executeScript(app, step, node, signal);
    if (node?.kind === 'subworkflow') return { kind: 'subworkflow', node };
    if (node) return await executeEvaluation(app, step, node);
    return { kind: 'failed', failure: toFailure(new Error(`node ${step.nodeId} is missing`)) };
  } catch (thrown) {
    const failure = toFailure(thrown);
    if (failure.code === 'internal') app.log.error({ err: thrown, stepId: step.id }, 'step failed');
    const retry = node && 'retry' in node.config ? node.config.retry : defaultRetry;
    return orRetry(step, retry, { kind: 'failed', failure });
  }
};

const defaultRetry: RetryPolicy = { maxAttempts: 3, initialDelayMs: 1000, maxDelayMs: 60_000 };

/** A failure that may pass becomes a retry while attempts are left; what was recorded with it stays recorded. */
const orRetry = (step: ClaimedStep, policy: RetryPolicy, result: StepResult): StepResult => {
  if (result.kind !== 'failed' || !result.failure.retryable || step.attempt >= policy.maxAttempts) return result;
  const { record } = result;
  return {
    kind: 'retry',
    failure: result.failure,
    delayMs: delayOf(step, policy, result.failure),
    ...(record ? { record } : {}),
  };
};

const delayOf = (step: ClaimedStep, policy: RetryPolicy, failure: Failure): number => {
  const asked = failure.details.retryAfterMs;
  return retryDelayMs(policy, step.attempt, Math.random(), typeof asked === 'number' ? asked : undefined);
};
