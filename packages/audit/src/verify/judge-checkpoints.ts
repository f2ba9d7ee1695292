import { type Hash, hashToBase64, isSameHash } from '../merkle/hash.ts';
import { type Checkpoint, openCheckpoint } from '../note/checkpoint.ts';
import type { NoteVerifier } from '../note/note-key.ts';
import { checkpointFinding, type Finding } from './finding.ts';
import type { CheckpointPlace, KnownCheckpoint } from './log-entry.ts';

export interface TrustedCheckpoint {
  readonly place: CheckpointPlace;
  readonly size: number;
  readonly root: Hash;
}

const refusals = {
  malformed: 'is not a signed checkpoint',
  unknown_key: 'is not signed by this key',
  bad_signature: 'carries a signature that does not verify',
};

const placeWords = { log: 'kept with the log', outside: 'published outside' };

const refused = (place: CheckpointPlace, why: string, at: number): Finding =>
  checkpointFinding('bad_signature', `Checkpoint ${at + 1} ${placeWords[place]} ${why}.`);

/** The checkpoints this key really signed for this log, by size, and what is wrong with the others. */
export const judgeCheckpoints = (
  known: Iterable<KnownCheckpoint>,
  verifier: NoteVerifier,
  origin: string | null,
): { readonly trusted: TrustedCheckpoint[]; readonly findings: Finding[] } => {
  const trusted: TrustedCheckpoint[] = [];
  const findings: Finding[] = [];
  const bySize = new Map<number, Checkpoint>();
  const judge = ({ place, note }: KnownCheckpoint, at: number) => {
    const opened = openCheckpoint(note, verifier);
    if (!opened.ok) return findings.push(refused(place, refusals[opened.error], at));
    const { size, root } = opened.value;
    if (origin !== null && opened.value.origin !== origin) {
      return findings.push(refused(place, `belongs to another log (${opened.value.origin})`, at));
    }
    const rival = bySize.get(size);
    if (rival && !isSameHash(rival.root, root)) {
      const roots = `${hashToBase64(rival.root)} and ${hashToBase64(root)}`;
      findings.push(
        checkpointFinding('forked', `Two signed checkpoints of ${size} events have different roots: ${roots}.`),
      );
    }
    bySize.set(size, opened.value);
    return trusted.push({ place, size, root });
  };
  let at = 0;
  for (const checkpoint of known) {
    judge(checkpoint, at);
    at += 1;
  }
  return { trusted: trusted.sort((left, right) => left.size - right.size), findings };
};
