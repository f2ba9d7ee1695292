import { isTerminalStepStatus, type StepStatus } from '@switchyard/domain';

export interface TimelineStep {
  readonly id: string;
  readonly kind: string;
  readonly ordinal: number;
  readonly status: StepStatus;
  /** Ordinal of the container's step, and which of its rounds. */
  readonly container: number | null;
  readonly round: number | null;
}

/** A step with what happened inside it, round by round. */
export interface TimelineEntry<Step extends TimelineStep> {
  readonly step: Step;
  readonly rounds: readonly TimelineRound<Step>[];
}

export interface TimelineRound<Step extends TimelineStep> {
  /** Unique in the run. */
  readonly key: string;
  /** What a round is called there; empty where there is only one. */
  readonly label: string;
  readonly entries: readonly TimelineEntry<Step>[];
  /** What is most worth knowing of its steps. */
  readonly status: StepStatus;
}

const labelOf = (kind: string, round: number): string => {
  if (kind === 'forEach') return `Item ${round + 1}`;
  if (kind === 'loop') return `Round ${round + 1}`;
  return '';
};

const urgency: readonly StepStatus[] = ['failed', 'unknown', 'waiting', 'running', 'ready'];

const summarise = (steps: readonly TimelineStep[]): StepStatus => {
  const urgent = urgency.find((status) => status !== 'failed' && steps.some((step) => step.status === status));
  // A failure that was caught is no longer what matters while something else goes on.
  if (urgent) return urgent;
  return steps.at(-1)?.status ?? 'completed';
};

/** Steps in order, those of a body under their container and by round. `steps` in order of their ordinals. */
export const listTimelineEntries = <Step extends TimelineStep>(steps: readonly Step[]): TimelineEntry<Step>[] => {
  const known = new Set(steps.map(({ ordinal }) => ordinal));
  const inside = new Map<number, Map<number, Step[]>>();
  const top: Step[] = [];
  for (const step of steps) {
    // Of a container that is not listed nothing can be shown around it.
    if (step.container === null || !known.has(step.container)) {
      top.push(step);
      continue;
    }
    const rounds = inside.get(step.container) ?? new Map<number, Step[]>();
    inside.set(step.container, rounds);
    rounds.set(step.round ?? 0, [...(rounds.get(step.round ?? 0) ?? []), step]);
  }
  const toEntry = (step: Step): TimelineEntry<Step> => ({
    step,
    rounds: [...(inside.get(step.ordinal) ?? [])]
      .toSorted(([one], [other]) => one - other)
      .map(([round, members]) => ({
        key: `${step.ordinal}.${round}`,
        label: labelOf(step.kind, round),
        entries: members.map(toEntry),
        status: summarise(members),
      })),
  });
  return top.map(toEntry);
};

const openRoundsMax = 5;

/** Whether a round is opened unasked: a few always, of many those in which something is still to be done. */
export const isOpenAtFirst = (round: TimelineRound<TimelineStep>, siblings: number): boolean =>
  siblings <= openRoundsMax || !isTerminalStepStatus(round.status) || round.status === 'failed';

/** Whether a step is in the round, however deep. */
export const holdsStep = (round: TimelineRound<TimelineStep>, stepId: string | undefined): boolean =>
  stepId !== undefined &&
  round.entries.some(({ step, rounds }) => step.id === stepId || rounds.some((each) => holdsStep(each, stepId)));
