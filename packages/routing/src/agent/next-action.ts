import type { AgentLimits, ToolCallStatus } from '@switchyard/domain';

/** A call as far as it decides what comes next. */
export interface RecordedCall {
  readonly id: string;
  readonly status: ToolCallStatus;
  readonly needsApproval: boolean;
  /** A second call with the same arguments does no harm. */
  readonly isRepeatable: boolean;
  readonly durationMs: number;
}

/** A turn as it is recorded. `asked`: a model was about to be asked, and nothing is known of its answer. */
export interface RecordedTurn {
  readonly status: 'asked' | 'answered';
  readonly costMicroUsd: number;
  readonly durationMs: number;
  readonly calls: readonly RecordedCall[];
}

export type AgentLimit = 'turns' | 'calls' | 'cost' | 'time';

export type AgentAction =
  /** `turn` counts from 1 and is the recorded one where that has no answer. */
  | {
      readonly kind: 'ask';
      readonly turn: number;
      /** False once no call is left, or this is the last turn: then only an answer helps. */
      readonly offersTools: boolean;
      /** What this turn may cost; null: no limit of the step. */
      readonly costMicroUsdMax: number | null;
    }
  | { readonly kind: 'call'; readonly callId: string }
  /** People have to approve it; `isOpen`: they have been asked. */
  | { readonly kind: 'approve'; readonly callId: string; readonly isOpen: boolean }
  /** It may have had its effect, and must not be made again by itself. */
  | { readonly kind: 'clarify'; readonly callId: string }
  | { readonly kind: 'rejected'; readonly callId: string }
  | { readonly kind: 'stop'; readonly limit: AgentLimit };

export interface AgentProgress {
  readonly limits: AgentLimits;
  readonly onRejection: 'tell' | 'fail';
  readonly turns: readonly RecordedTurn[];
}

const over: ReadonlySet<ToolCallStatus> = new Set(['done', 'failed', 'refused', 'rejected']);

/** Calls that count against the limit: those that were refused or rejected were never made. */
const isMade = ({ status }: RecordedCall): boolean => status !== 'refused' && status !== 'rejected';

const actionFor = (call: RecordedCall): AgentAction => {
  const { id: callId, status, needsApproval, isRepeatable } = call;
  if (status === 'unknown' || (status === 'begun' && !isRepeatable)) return { kind: 'clarify', callId };
  if (status === 'waiting') return { kind: 'approve', callId, isOpen: true };
  if (status === 'asked' && needsApproval) return { kind: 'approve', callId, isOpen: false };
  return { kind: 'call', callId };
};

/** What an agent step has used up of its limits. */
export interface AgentUse {
  /** Answered ones. */
  readonly turns: number;
  /** Calls that were asked for and neither refused nor rejected; the last may not be made yet. */
  readonly calls: number;
  readonly costMicroUsd: number;
  /** Asking and calling. */
  readonly timeMs: number;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** What the recorded turns come to. */
export const measureUse = (turns: readonly RecordedTurn[]): AgentUse => {
  const calls = turns.flatMap((turn) => turn.calls);
  return {
    turns: turns.filter(({ status }) => status === 'answered').length,
    calls: calls.filter(isMade).length,
    costMicroUsd: sum(turns.map((turn) => turn.costMicroUsd)),
    timeMs: sum([...turns, ...calls].map(({ durationMs }) => durationMs)),
  };
};

/** The limit that is reached before anything more is asked, or null. */
const reachedLimit = (limits: AgentLimits, used: AgentUse): AgentLimit | null => {
  if (used.calls > limits.callsMax) return 'calls';
  if (used.turns >= limits.turnsMax) return 'turns';
  if (limits.costMicroUsdMax !== undefined && used.costMicroUsd >= limits.costMicroUsdMax) return 'cost';
  return used.timeMs >= limits.timeMsMax ? 'time' : null;
};

/**
 * What an agent step does next, from what is recorded of it and nothing else: whoever takes it up after a crash comes to the
 * same answer. Calls of the last turn are dealt with in their order, one at a time; a call over the limit is not made; when
 * all are over, a model is asked again, unless a limit is reached.
 */
export const nextAction = (progress: AgentProgress): AgentAction => {
  const { turns, limits, onRejection } = progress;
  const last = turns.at(-1);
  const used = measureUse(turns);
  const open = last?.calls.find(({ status }) => !over.has(status));
  // What has begun is seen to its end whatever the limits say.
  const isUnderWay = open !== undefined && open.status !== 'asked';
  if (open && (isUnderWay || used.calls <= limits.callsMax)) return actionFor(open);
  const rejected = onRejection === 'fail' ? last?.calls.find(({ status }) => status === 'rejected') : undefined;
  if (rejected) return { kind: 'rejected', callId: rejected.id };
  const limit = reachedLimit(limits, used);
  if (limit) return { kind: 'stop', limit };
  const turn = last?.status === 'asked' ? turns.length : turns.length + 1;
  return {
    kind: 'ask',
    turn,
    offersTools: used.calls < limits.callsMax && turn < limits.turnsMax,
    costMicroUsdMax: limits.costMicroUsdMax === undefined ? null : limits.costMicroUsdMax - used.costMicroUsd,
  };
};
