import { err, ok, type Result } from '@switchyard/domain';
import { type Hash, hashLength, hashToBase64 } from '../merkle/hash.ts';
import type { NoteSigner, NoteVerifier } from './note-key.ts';
import { type NoteFailure, openNote, signNote } from './signed-note.ts';

/** A statement of a log's size and root (C2SP tlog-checkpoint). */
export interface Checkpoint {
  /** Which log: unique, stable, by custom a URL without scheme. */
  readonly origin: string;
  readonly size: number;
  readonly root: Hash;
}

/** The log of one organisation of an installation, e.g. `switchyard.example.com/audit/<organisation id>`. */
export const auditLogOrigin = (installation: string, organisationId: string): string =>
  `${installation}/audit/${organisationId}`;

export const formatCheckpoint = ({ origin, size, root }: Checkpoint): string =>
  `${origin}\n${size}\n${hashToBase64(root)}\n`;

/** Reads the text of a checkpoint; null when it is not one. Extension lines are allowed and ignored. */
export const parseCheckpoint = (text: string): Checkpoint | null => {
  const lines = text.split('\n');
  const [origin, sizeText, rootText] = lines;
  if (lines.at(-1) !== '' || lines.slice(0, -1).includes('')) return null;
  if (origin === undefined || sizeText === undefined || rootText === undefined) return null;
  const size = Number(sizeText);
  const root = Buffer.from(rootText, 'base64');
  const isCanonical = /^(0|[1-9][0-9]*)$/.test(sizeText) && root.toString('base64') === rootText;
  return isCanonical && Number.isSafeInteger(size) && root.length === hashLength ? { origin, size, root } : null;
};

export const signCheckpoint = (checkpoint: Checkpoint, signer: NoteSigner): string =>
  signNote(formatCheckpoint(checkpoint), signer);

/** The checkpoint of a signed note, if this key signed it. */
export const openCheckpoint = (note: string, verifier: NoteVerifier): Result<Checkpoint, NoteFailure> => {
  const opened = openNote(note, verifier);
  if (!opened.ok) return opened;
  const checkpoint = parseCheckpoint(opened.value);
  return checkpoint ? ok(checkpoint) : err('malformed');
};
