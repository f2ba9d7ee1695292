import { type NodeKind, runIdSchema, type StepStatus, stepIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { type SaidLimit, sayLimit } from '../flow/limit-words.ts';
import { seenEveryMs } from './worker-seen.ts';

/** What the page offers for a remedy. Null: nothing in the product; the sentence says all. */
export const waitActions = [
  'resume',
  'retry',
  'state_outcome',
  'decide',
  'skip',
  'change_variable',
  'open_child',
  'open_parent',
  'start_worker',
] as const;

export const waitSchema = z.object({
  /** One sentence: why the run does not move. */
  reason: z.string(),
  /** One sentence: what makes it move again. */
  remedy: z.string(),
  action: z.enum(waitActions).nullable(),
  /** The step that the reason is about. */
  stepId: stepIdSchema.nullable(),
  /** The run that it waits for. */
  childRunId: runIdSchema.nullable(),
});
/** Why a run does not move, and what to do. */
export type Wait = z.infer<typeof waitSchema>;

/** The step that holds a run up most, as read from the database. */
export interface WaitingStep {
  readonly id: z.infer<typeof stepIdSchema>;
  readonly kind: NodeKind;
  readonly name: string;
  readonly status: StepStatus;
  readonly waitingReason: string | null;
  readonly crashes: number;
  /** How long a ready step has been due, in ms; negative while its time has not come. */
  readonly dueForMs: number;
  /** It asks for a decision that nobody who is asked may make. */
  readonly isUndecidable: boolean;
  /** A budget has too little left for it, and people are asked. */
  readonly isOverBudget?: boolean;
  readonly childRunId: z.infer<typeof runIdSchema> | null;
  readonly childReason: string | null;
  /** What it waits at, while it is ready. */
  readonly limit?: SaidLimit | null;
}

export interface WaitFacts {
  /** The sentence of the run's row. */
  readonly waitingReason: string | null;
  readonly isPaused: boolean;
  /** The pause is that of the run around it. */
  readonly isPausedWithParent: boolean;
  /** It has not begun: others of its workflow go first. */
  readonly isQueued: boolean;
  readonly step: WaitingStep | null;
  /** How long no worker has been seen; null: never, or not for a day. */
  readonly workerSilenceMs: number | null;
}

/** A step that has been due for less is on its way. */
const patienceMs = 5000;
const silenceMaxMs = 3 * seenEveryMs;

type Words = Pick<Wait, 'reason' | 'remedy' | 'action'>;

const showSilence = (ms: number | null): string =>
  ms === null ? 'a day or more' : ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;

const noWorker = ({ name, status }: WaitingStep, silenceMs: number | null): Words => ({
  reason:
    status === 'running'
      ? `“${name}” was given to a worker, but no worker has been seen for ${showSilence(silenceMs)}.`
      : `“${name}” is ready, but no worker has been seen for ${showSilence(silenceMs)}.`,
  remedy: 'Start a worker: the step goes on by itself.',
  action: 'start_worker',
});

const describeReady = (step: WaitingStep, silenceMs: number | null): Words | null => {
  const { name, waitingReason, dueForMs, crashes } = step;
  if (dueForMs < 0) {
    return {
      reason: waitingReason ?? `“${name}” is tried again later.`,
      remedy: 'It is tried by itself then. Retry it to try now.',
      action: 'retry',
    };
  }
  if (step.limit) {
    return {
      reason: `Waits its turn: ${sayLimit(step.limit)}.`,
      remedy: 'It goes on by itself when one of them is done. Raise the limit under Settings → Limits.',
      action: null,
    };
  }
  if (dueForMs < patienceMs) return null;
  if (silenceMs === null || silenceMs > silenceMaxMs) return noWorker(step, silenceMs);
  if (waitingReason !== null)
    return { reason: waitingReason, remedy: 'It goes on by itself in its turn.', action: null };
  const suspect = `“${name}” was being done when its worker ended, and waits to be tried apart from other work.`;
  return {
    reason: crashes > 0 ? suspect : `“${name}” is ready and waits for a free worker.`,
    remedy: 'It begins by itself. Add workers, or raise their concurrency, if this lasts.',
    action: null,
  };
};

const waits: Partial<Record<NodeKind, Pick<Words, 'remedy' | 'action'>>> = {
  approval: { remedy: 'One of the people it asks decides in the inbox.', action: 'decide' },
  agent: { remedy: 'One of the people it asks decides in the inbox.', action: 'decide' },
  task: { remedy: 'Somebody who may do the task does it in the inbox.', action: 'decide' },
  wait: { remedy: 'It goes on by itself then. Skip the step to go on now.', action: 'skip' },
  receive: { remedy: 'Send that message, or skip the step.', action: 'skip' },
  condition: { remedy: 'Change the variables it looks at, or skip the step.', action: 'change_variable' },
  region: { remedy: 'It goes on by itself when a run before it is through.', action: null },
};

const overBudget: Pick<Words, 'remedy' | 'action'> = {
  remedy:
    'Somebody who manages budgets tops it up, chooses a cheaper answer or stops the step in the inbox. It also goes on by itself when the budget has room again.',
  action: 'decide',
};

const describeWaiting = (step: WaitingStep): Words | null => {
  const { kind, name, waitingReason, childReason, isUndecidable } = step;
  if (kind === 'subworkflow') {
    const reason = waitingReason ?? `“${name}” waits for the run it started to end.`;
    return {
      reason: childReason === null ? reason : `“${name}” waits for the run it started. ${childReason}`,
      remedy: 'Open that run to see what it needs.',
      action: 'open_child',
    };
  }
  const known = step.isOverBudget ? overBudget : waits[kind];
  if (!known || waitingReason === null) return null;
  if (!isUndecidable) return { reason: waitingReason, ...known };
  return {
    reason: waitingReason,
    remedy:
      'Nobody who is asked can decide: whoever asked for it or published the process may not. Give somebody else the role or group it asks for under People, or skip it by another way.',
    action: 'skip',
  };
};

const describeStep = (step: WaitingStep, silenceMs: number | null): Words | null => {
  const { status, waitingReason, name } = step;
  if (status === 'unknown') {
    return {
      reason: waitingReason ?? `“${name}” may or may not have taken effect.`,
      remedy: 'Look in the other system, then say whether it happened.',
      action: 'state_outcome',
    };
  }
  if (status === 'failed' || status === 'completed') {
    return {
      reason: waitingReason ?? `“${name}” failed.`,
      remedy: 'Change a variable it reads, retry the step, skip it, or cancel the run.',
      action: 'retry',
    };
  }
  if (status === 'ready') return describeReady(step, silenceMs);
  if (status === 'waiting') return describeWaiting(step);
  const isAbandoned = status === 'running' && (silenceMs === null || silenceMs > silenceMaxMs);
  if (isAbandoned) return noWorker(step, silenceMs);
  if (waitingReason === null) return null;
  return { reason: waitingReason, remedy: 'It goes on by itself as soon as that is put right.', action: null };
};

const paused = {
  alone: { remedy: 'Resume it to go on.', action: 'resume' },
  withParent: { remedy: 'Resume the run that started it: this one goes on with it.', action: 'open_parent' },
} as const;

/** Why a run that has not ended does not move, in a sentence, with the remedy in another. Null: it moves. */
export const describeWait = (facts: WaitFacts): Wait | null => {
  const { waitingReason, isPaused, isPausedWithParent, isQueued, step, workerSilenceMs } = facts;
  const at = { stepId: step?.id ?? null, childRunId: step?.childRunId ?? null };
  if (isPaused) {
    const reason = waitingReason ?? 'This run is paused.';
    const words = isPausedWithParent ? paused.withParent : paused.alone;
    return { reason, ...words, stepId: null, childRunId: null };
  }
  if (isQueued && waitingReason !== null) {
    const remedy = 'It begins by itself when one of them has ended. To let in more, raise “Runs at once” and publish.';
    return { reason: waitingReason, remedy, action: null, ...at };
  }
  const words = step && describeStep(step, workerSilenceMs);
  if (words) return { ...words, ...at };
  if (waitingReason === null) return null;
  return { reason: waitingReason, remedy: 'Open the run to see what it waits for.', action: null, ...at };
};
