/**
 * What can be wrong with a log.
 * `edited`: the event is no longer what was logged. `deleted`: a logged event is gone. `inserted`: an event stands in the
 * log that was never logged there. `reordered`: logged, but elsewhere. `truncated`: the end is missing. `rolled_back`: the
 * whole log is older than a checkpoint known from outside (an old backup). `rewritten`: events and their recorded hashes
 * were changed together; the range says between which checkpoints. `leaf_altered`: the event is genuine, its recorded hash
 * is not. `bad_signature`: a checkpoint this key did not sign. `forked`: two signed checkpoints contradict each other.
 * `unproven`: there is no checkpoint to compare with.
 */
export const findingKinds = [
  'edited',
  'deleted',
  'inserted',
  'reordered',
  'truncated',
  'rolled_back',
  'rewritten',
  'leaf_altered',
  'bad_signature',
  'forked',
  'unproven',
] as const;
export type FindingKind = (typeof findingKinds)[number];

export interface Finding {
  readonly kind: FindingKind;
  /** First leaf concerned; null when the finding is about a checkpoint. */
  readonly leafIndex: number | null;
  /** Last leaf concerned; equals `leafIndex` for a single event. */
  readonly leafIndexEnd: number | null;
  readonly eventId: string | null;
  /** One sentence for people. */
  readonly explanation: string;
}

/** A finding about one leaf. */
export const leafFinding = (
  kind: FindingKind,
  leafIndex: number,
  eventId: string | null,
  explanation: string,
): Finding => ({ kind, leafIndex, leafIndexEnd: leafIndex, eventId, explanation });

/** A finding about the leaves [from, end). */
export const rangeFinding = (kind: FindingKind, from: number, end: number, explanation: string): Finding => ({
  kind,
  leafIndex: from,
  leafIndexEnd: end - 1,
  eventId: null,
  explanation,
});

/** A finding about a checkpoint. */
export const checkpointFinding = (kind: FindingKind, explanation: string): Finding => ({
  kind,
  leafIndex: null,
  leafIndexEnd: null,
  eventId: null,
  explanation,
});
