import { type Hash, hashToHex } from '../merkle/hash.ts';
import { type Finding, leafFinding } from './finding.ts';

/** A leaf whose event does not hash to what was recorded. A null hash: the event is gone, or cannot be hashed. */
export interface Mismatch {
  readonly leafIndex: number;
  readonly eventId: string | null;
  readonly recorded: Hash;
  readonly actual: Hash | null;
  readonly isGone: boolean;
}

interface Moved {
  readonly mismatch: Mismatch;
  readonly loggedAt: number;
}

/** Moves that keep their order among themselves are the shadow of a deletion or insertion before them, not moves. */
const onlyShifted = (moved: readonly Moved[]): boolean =>
  moved.every(({ loggedAt }, at) => at === 0 || loggedAt > (moved[at - 1]?.loggedAt ?? -1));

const explainMoved = ({ mismatch, loggedAt }: Moved): Finding =>
  leafFinding(
    'reordered',
    mismatch.leafIndex,
    mismatch.eventId,
    `The event at position ${mismatch.leafIndex} was logged at position ${loggedAt}.`,
  );

/**
 * Names what happened to leaves whose recorded hashes are trusted, by looking for each event's hash elsewhere:
 * found elsewhere means moved, a recorded hash found nowhere means deleted, both unknown at one place means edited.
 */
export const explainMismatches = (mismatches: readonly Mismatch[]): Finding[] => {
  const recordedAt = new Map(mismatches.map(({ recorded, leafIndex }) => [hashToHex(recorded), leafIndex]));
  const present = new Set(mismatches.flatMap(({ actual }) => (actual ? [hashToHex(actual)] : [])));
  const moved = mismatches.flatMap((mismatch): Moved[] => {
    const loggedAt = mismatch.actual ? recordedAt.get(hashToHex(mismatch.actual)) : undefined;
    return loggedAt === undefined ? [] : [{ mismatch, loggedAt }];
  });
  const movedHere = new Set(moved.map(({ mismatch }) => mismatch.leafIndex));
  const isLost = ({ recorded }: Mismatch) => !present.has(hashToHex(recorded));

  const findings = mismatches.flatMap((mismatch): Finding[] => {
    const { leafIndex, eventId, isGone } = mismatch;
    const isForeign = !isGone && !movedHere.has(leafIndex);
    if (isForeign && isLost(mismatch)) {
      return [
        leafFinding(
          'edited',
          leafIndex,
          eventId,
          `The event at position ${leafIndex} was changed after it was logged.`,
        ),
      ];
    }
    if (isForeign) {
      return [leafFinding('inserted', leafIndex, eventId, `The event at position ${leafIndex} was never logged.`)];
    }
    if (isLost(mismatch)) {
      return [leafFinding('deleted', leafIndex, eventId, `The event logged at position ${leafIndex} is gone.`)];
    }
    return [];
  });
  return onlyShifted(moved) && findings.length > 0 ? findings : [...findings, ...moved.map(explainMoved)];
};

/** The events are proven genuine, so it is the recorded hash that was changed. */
export const explainAlteredLeaf = ({ leafIndex, eventId }: Mismatch): Finding =>
  leafFinding(
    'leaf_altered',
    leafIndex,
    eventId,
    `The recorded hash of position ${leafIndex} was changed; its event is genuine.`,
  );
