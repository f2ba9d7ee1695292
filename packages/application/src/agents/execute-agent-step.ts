import { DomainError, type Failure, type NodeOf, toFailure } from '@switchyard/domain';
import { type AgentLimit, nextAction } from '@switchyard/routing';
import type { App } from '../app.ts';
import { sayMoney } from '../budgets/budget-words.ts';
import type { ClaimedStep } from '../runs/claim-step.ts';
import type { CompiledVersion } from '../runs/compiled-version.ts';
import type { StepResult } from '../runs/finish-step.ts';
import { type AgentJob, openAgentJob } from './agent-job.ts';
import { type CallRecord, endCall, loadTurns, type TurnRecord, writeHeld } from './agent-record.ts';
import { askTurn } from './ask-turn.ts';
import { waitForApproval } from './call-request.ts';
import { makeCall } from './make-call.ts';

/**
 * Does an agent step: a model works in turns with the tools of the step's list until it gives an answer that passes the task's
 * checks. Everything is written before it begins and when it is known, so that any worker can go on from what is recorded.
 */
export const executeAgentStep = async (
  app: App,
  step: ClaimedStep,
  version: CompiledVersion,
  node: NodeOf<'agent'>,
  signal: AbortSignal,
): Promise<StepResult> => {
  const job = await openAgentJob(app, step, version, node, signal);
  for (;;) {
    signal.throwIfAborted();
    const result = await goOn(job);
    if (result) return result;
  }
};

/** The next thing that is to be done; null: it is done and there is more. */
const goOn = async (job: AgentJob): Promise<StepResult | null> => {
  const turns = await loadTurns(job.app, job.step);
  const action = nextAction({ limits: job.limits, onRejection: job.node.config.onRejection, turns });
  if (action.kind === 'ask') return askTurn(job, turns, action);
  if (action.kind === 'stop') return { kind: 'failed', failure: limitReached(job, action.limit) };
  const call = findCall(turns, action.callId);
  if (action.kind === 'approve') return waitForApproval(job, call, action.isOpen);
  if (action.kind === 'clarify') return askWhetherItHappened(job, call);
  if (action.kind === 'rejected') return { kind: 'failed', failure: rejected(job, call) };
  await makeCall(job, call);
  return null;
};

const findCall = (turns: readonly TurnRecord[], callId: string): CallRecord => {
  const call = turns.flatMap(({ calls }) => calls).find(({ id }) => id === callId);
  if (!call) throw new DomainError('internal', `The call ${callId} is not recorded.`);
  return call;
};

const nameOf = ({ server, tool }: CallRecord): string => (server === null ? tool : `${server}/${tool}`);

/** A call that may have had its effect is not made again by itself: people say whether it did. */
const askWhetherItHappened = async ({ app, step }: AgentJob, call: CallRecord): Promise<StepResult> => {
  const why = call.reason ?? 'the worker disappeared while it was being made.';
  if (call.status !== 'unknown') {
    await writeHeld(app, step, async (tx) => endCall(tx, call, { status: 'unknown', reason: why, at: app.now() }));
  }
  const message = `the call of ${nameOf(call)} may or may not have been made: ${why}`;
  return { kind: 'unknown', failure: toFailure(new DomainError('outcome_unknown', message)) };
};

const rejected = ({ step }: AgentJob, call: CallRecord): Failure =>
  toFailure(new DomainError('forbidden', `“${step.name}” may not call ${nameOf(call)}. ${call.reason ?? ''}`.trim()));

const remedies: Record<AgentLimit, (job: AgentJob) => string> = {
  turns: ({ limits }) =>
    `${limits.turnsMax} turns without an answer that passes. Allow more turns, or say more clearly when it is done`,
  calls: ({ limits }) =>
    `more than the ${limits.callsMax} tool calls it may make. Allow more calls, or give it tools that answer more at once`,
  cost: ({ limits }) =>
    `the ${sayMoney(limits.costMicroUsdMax ?? 0)} it may cost without an answer. Raise its limit of cost, or give it less to do`,
  time: ({ limits }) =>
    `${Math.round(limits.timeMsMax / 1000)} seconds of work without an answer. Raise its limit of time, or use faster tools`,
};

const limitReached = (job: AgentJob, limit: AgentLimit): Failure => {
  const message = `“${job.step.name}” stopped after ${remedies[limit](job)}. Its turns so far stay when it is held and retried with that limit raised; for runs to come, publish it with another.`;
  return toFailure(new DomainError('limit_exceeded', message, { details: { limit } }));
};
