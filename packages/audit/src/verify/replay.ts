import type { JsonObject } from '@switchyard/domain';
import { appendLeaves, type CompactRange, emptyRange, rangeRoot } from '../merkle/compact-range.ts';
import { type Hash, hashLeaf, isSameHash } from '../merkle/hash.ts';
import { canonicalJson } from '../record/canonical-json.ts';
import type { LogEntry } from './log-entry.ts';
import type { Mismatch } from './mismatch.ts';

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Leaf hash of an event as it is now; null when there is none or it has no canonical form. The record is not parsed:
 * a log must stay verifiable with events that a later version named.
 */
const hashRecord = (record: unknown): Hash | null => {
  if (!isObject(record)) return null;
  try {
    return hashLeaf(Buffer.from(canonicalJson(record), 'utf8'));
  } catch {
    return null;
  }
};

/**
 * Rebuilds the tree twice: from the recorded leaf hashes and from the events as they are. The signed root then tells
 * which of the two is genuine. While no leaf differs, one tree serves as both.
 */
export interface Replay {
  readonly recorded: CompactRange;
  /** Null while it equals `recorded`. */
  readonly actual: CompactRange | null;
  /** A leaf without any hash: from here on no root can be rebuilt. */
  readonly isBroken: boolean;
}

export const startReplay: Replay = { recorded: emptyRange, actual: null, isBroken: false };

export const breakReplay = (replay: Replay): Replay => ({ ...replay, isBroken: true });

/** Takes the next leaf in. The mismatch is null when the event is what was recorded. */
export const replayEntry = (replay: Replay, entry: LogEntry): { replay: Replay; mismatch: Mismatch | null } => {
  const actual = hashRecord(entry.record);
  const recorded = entry.leafHash ?? actual;
  if (!recorded) return { replay: breakReplay(replay), mismatch: null };
  const isSame = actual !== null && isSameHash(recorded, actual);
  const isGone = entry.record === null || entry.record === undefined;
  const mismatch = isSame ? null : { leafIndex: entry.leafIndex, eventId: entry.eventId, recorded, actual, isGone };
  const actualRange = replay.actual ?? (isSame ? null : replay.recorded);
  return {
    replay: {
      recorded: appendLeaves(replay.recorded, [recorded]),
      actual: actualRange && appendLeaves(actualRange, [actual ?? recorded]),
      isBroken: replay.isBroken,
    },
    mismatch,
  };
};

/** Which of the two trees has this root; null when neither has. */
export const matchRoot = (replay: Replay, root: Hash): 'recorded' | 'actual' | null => {
  if (isSameHash(rangeRoot(replay.recorded), root)) return 'recorded';
  return replay.actual && isSameHash(rangeRoot(replay.actual), root) ? 'actual' : null;
};
