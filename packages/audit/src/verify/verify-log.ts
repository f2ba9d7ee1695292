import { rangeRoot } from '../merkle/compact-range.ts';
import { hashToBase64 } from '../merkle/hash.ts';
import { parseVerifierKey } from '../note/note-key.ts';
import { checkpointFinding, type Finding, leafFinding, rangeFinding } from './finding.ts';
import { inLeafOrder, type OrderedEntry } from './in-leaf-order.ts';
import { judgeCheckpoints, type TrustedCheckpoint } from './judge-checkpoints.ts';
import type { CheckpointPlace, KnownCheckpoint, LogEntry } from './log-entry.ts';
import { explainAlteredLeaf, explainMismatches, type Mismatch } from './mismatch.ts';
import { breakReplay, matchRoot, type Replay, replayEntry, startReplay } from './replay.ts';

export interface VerifyLogInput {
  /** Every leaf, in leaf order. */
  readonly entries: AsyncIterable<LogEntry> | Iterable<LogEntry>;
  readonly checkpoints: Iterable<KnownCheckpoint>;
  /** Public key in its text form, `<name>+<key id>+<base64>`. */
  readonly publicKey: string;
  /** The log these checkpoints must be of; null accepts any. */
  readonly origin?: string | null;
}

/** `uncomparable`: the tree could not be rebuilt up to here, because leaves before it are gone. */
export type CheckpointVerdict = 'matches' | 'differs' | 'beyond_end' | 'uncomparable';

export interface CheckpointReport {
  readonly place: CheckpointPlace;
  readonly size: number;
  readonly root: string;
  readonly verdict: CheckpointVerdict;
}

export interface VerificationReport {
  readonly isIntact: boolean;
  /** Number of leaves found. */
  readonly size: number;
  /** Base64 root of the tree rebuilt from the recorded hashes. */
  readonly root: string;
  /** Leaves proven by a signed checkpoint; those after it wait for the next one. */
  readonly coveredSize: number;
  readonly keyName: string;
  readonly checkpoints: readonly CheckpointReport[];
  /** At most `findingsMax`; `findingCount` counts all. */
  readonly findings: readonly Finding[];
  readonly findingCount: number;
}

/** More would help nobody to read. */
export const findingsMax = 1000;

interface Walk {
  replay: Replay;
  size: number;
  readonly mismatches: Mismatch[];
  readonly findings: Finding[];
  readonly verdicts: CheckpointReport[];
  recordedProvenTo: number;
  eventsProvenTo: number;
  hasDiffered: boolean;
}

const compareCheckpoint = (walk: Walk, { place, size, root }: TrustedCheckpoint): void => {
  const report = (verdict: CheckpointVerdict) => walk.verdicts.push({ place, size, root: hashToBase64(root), verdict });
  if (walk.replay.isBroken) return void report('uncomparable');
  const match = matchRoot(walk.replay, root);
  if (match === 'recorded') walk.recordedProvenTo = size;
  if (match === 'actual') walk.eventsProvenTo = size;
  report(match === null ? 'differs' : 'matches');
  if (match !== null || walk.hasDiffered) return;
  walk.hasDiffered = true;
  const from = Math.max(walk.recordedProvenTo, walk.eventsProvenTo);
  const explanation = `Between positions ${from} and ${size - 1} the log is not what was signed: events and their recorded hashes were changed together.`;
  walk.findings.push(rangeFinding('rewritten', from, size, explanation));
};

const takeIn = (walk: Walk, step: OrderedEntry): void => {
  if (step.kind === 'missing') {
    walk.replay = breakReplay(walk.replay);
    walk.size = step.end;
    const explanation = `No event has the positions ${step.from} to ${step.end - 1}.`;
    walk.findings.push(rangeFinding('deleted', step.from, step.end, explanation));
    return;
  }
  const { leafIndex, eventId } = step.entry;
  if (step.kind === 'repeated') {
    const explanation = `A second event claims position ${leafIndex}.`;
    walk.findings.push(leafFinding('inserted', leafIndex, eventId, explanation));
    return;
  }
  if (step.isLate) {
    const explanation = `The event of position ${leafIndex} stands after later ones.`;
    walk.findings.push(leafFinding('reordered', leafIndex, eventId, explanation));
  }
  const { replay, mismatch } = replayEntry(walk.replay, step.entry);
  if (replay.isBroken && !walk.replay.isBroken) {
    const explanation = `Position ${leafIndex} has neither event nor hash.`;
    walk.findings.push(leafFinding('deleted', leafIndex, eventId, explanation));
  }
  walk.replay = replay;
  walk.size = leafIndex + 1;
  if (mismatch) walk.mismatches.push(mismatch);
};

const findMissingEnd = (walk: Walk, beyond: readonly TrustedCheckpoint[]): void => {
  for (const { place, size, root } of beyond) {
    walk.verdicts.push({ place, size, root: hashToBase64(root), verdict: 'beyond_end' });
  }
  const own = Math.max(0, ...beyond.filter(({ place }) => place === 'log').map(({ size }) => size));
  const outside = Math.max(0, ...beyond.filter(({ place }) => place === 'outside').map(({ size }) => size));
  if (own > 0) {
    const explanation = `The log ends after ${walk.size} events, but a checkpoint kept with it was signed over ${own}.`;
    walk.findings.push(rangeFinding('truncated', walk.size, own, explanation));
  }
  if (outside > own) {
    const explanation = `The log and its checkpoints end before the ${outside} events of a checkpoint published outside: this is an old copy (a restored backup, or an export made before that checkpoint), or its end was removed.`;
    walk.findings.push(rangeFinding('rolled_back', Math.max(walk.size, own), outside, explanation));
  }
};

const settleMismatches = (walk: Walk): Finding[] => {
  const isGenuineEvent = ({ leafIndex }: Mismatch) =>
    leafIndex >= walk.recordedProvenTo && leafIndex < walk.eventsProvenTo;
  return [
    ...explainMismatches(walk.mismatches.filter((mismatch) => !isGenuineEvent(mismatch))),
    ...walk.mismatches.filter(isGenuineEvent).map(explainAlteredLeaf),
  ];
};

/**
 * Recomputes every leaf and the tree, checks every checkpoint's signature, and compares. Needs nothing but its arguments.
 * Memory grows with what is wrong, not with the log. Throws `invalid_input` only for a public key that is not one.
 */
export const verifyLog = async (input: VerifyLogInput): Promise<VerificationReport> => {
  const verifier = parseVerifierKey(input.publicKey);
  const { trusted, findings } = judgeCheckpoints(input.checkpoints, verifier, input.origin ?? null);
  const walk: Walk = {
    replay: startReplay,
    size: 0,
    mismatches: [],
    findings,
    verdicts: [],
    recordedProvenTo: 0,
    eventsProvenTo: 0,
    hasDiffered: false,
  };
  let at = 0;
  const compareReached = () => {
    // Sizes are only ever jumped over by a gap, which breaks the replay, so every other checkpoint meets its very size.
    for (let next = trusted[at]; next && next.size <= walk.size; next = trusted[at]) {
      compareCheckpoint(walk, next);
      at += 1;
    }
  };
  compareReached();
  for await (const step of inLeafOrder(input.entries)) {
    takeIn(walk, step);
    compareReached();
  }
  findMissingEnd(walk, trusted.slice(at));
  return summarise(walk, verifier.name);
};

const summarise = (walk: Walk, keyName: string): VerificationReport => {
  const coveredSize = Math.max(walk.recordedProvenTo, walk.eventsProvenTo);
  const found = [...walk.findings, ...settleMismatches(walk)];
  if (walk.size > 0 && walk.verdicts.length === 0) {
    found.push(
      checkpointFinding('unproven', 'No signed checkpoint covers this log, so nothing about it can be proven.'),
    );
  }
  found.sort((left, right) => (left.leafIndex ?? -1) - (right.leafIndex ?? -1));
  return {
    isIntact: found.length === 0,
    size: walk.size,
    root: hashToBase64(rangeRoot(walk.replay.recorded)),
    coveredSize,
    keyName,
    checkpoints: walk.verdicts,
    findings: found.slice(0, findingsMax),
    findingCount: found.length,
  };
};
