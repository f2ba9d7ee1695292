import {
  holdsStep,
  isOpenAtFirst,
  type TimelineEntry,
  type TimelineRound,
  type TimelineStep,
} from './timeline-entries.ts';

/** One line of the timeline as it is drawn: a step, or the head of a round. */
export type TimelineRow<Step extends TimelineStep> =
  | { readonly kind: 'step'; readonly key: string; readonly depth: number; readonly step: Step }
  | {
      readonly kind: 'round';
      readonly key: string;
      readonly depth: number;
      readonly round: TimelineRound<Step>;
      readonly isOpen: boolean;
    };

interface Choices {
  /** The rounds that somebody opened or closed, by their keys. */
  readonly chosen: ReadonlyMap<string, boolean>;
  readonly selectedId: string | undefined;
}

/** What is drawn of a timeline, line by line: closed rounds hide what is in them, that of the selected step is open. */
export const listTimelineRows = <Step extends TimelineStep>(
  entries: readonly TimelineEntry<Step>[],
  { chosen, selectedId }: Choices,
): TimelineRow<Step>[] => {
  const rows: TimelineRow<Step>[] = [];
  const addEntries = (list: readonly TimelineEntry<Step>[], depth: number) => {
    for (const { step, rounds } of list) {
      rows.push({ kind: 'step', key: step.id, depth, step });
      for (const round of rounds) addRound(round, rounds.length, depth + 1);
    }
  };
  const addRound = (round: TimelineRound<Step>, siblings: number, depth: number) => {
    if (round.label === '') return addEntries(round.entries, depth);
    const isOpen = holdsStep(round, selectedId) || (chosen.get(round.key) ?? isOpenAtFirst(round, siblings));
    rows.push({ kind: 'round', key: round.key, depth, round, isOpen });
    if (isOpen) addEntries(round.entries, depth);
  };
  addEntries(entries, 0);
  return rows;
};

/** Parts of at most so many lines: what is out of sight is left out part by part. */
export const splitRows = <Row>(rows: readonly Row[], size: number): (readonly Row[])[] =>
  Array.from({ length: Math.ceil(rows.length / size) }, (_, index) => rows.slice(index * size, (index + 1) * size));

interface FoundStep extends TimelineStep {
  readonly name: string;
  readonly nodeId: string;
  readonly waitingReason: string | null;
  readonly error: { readonly message: string } | null;
}

/** The steps in whose name, node, state or sentence every one of the words stands, in order. */
export const findSteps = <Step extends FoundStep>(
  steps: readonly Step[],
  query: string,
  wordOf: (status: Step['status']) => string,
): Step[] => {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return steps.filter(({ name, nodeId, status, waitingReason, error }) => {
    const text = [name, nodeId, wordOf(status), waitingReason, error?.message].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  });
};
