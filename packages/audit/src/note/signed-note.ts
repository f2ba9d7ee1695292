import { sign, verify } from 'node:crypto';
import { DomainError, err, ok, type Result } from '@switchyard/domain';
import type { NoteSigner, NoteVerifier } from './note-key.ts';

/** `malformed`: not a signed note. `unknown_key`: no signature of this key. `bad_signature`: one that does not verify. */
export type NoteFailure = 'malformed' | 'unknown_key' | 'bad_signature';

interface NoteSignature {
  readonly name: string;
  readonly keyId: number;
  readonly signature: Uint8Array;
}

const signatureMark = '— ';
const keyIdLength = 4;
/** The specification asks for at least 16; more is a waste of everybody's time. */
const signaturesMax = 64;
const noteLengthMax = 1_000_000;

// Control characters other than newline, and U+FFFD, which stands for bytes that were not UTF-8.
const hasForbiddenCharacter = (text: string): boolean => {
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if ((code < 0x20 && code !== 0x0a) || code === 0xfffd) return true;
  }
  return !text.isWellFormed();
};

/** Signs a text that ends in a newline (C2SP signed-note). Ed25519 is deterministic: the same text gives the same note. */
export const signNote = (text: string, signer: NoteSigner): string => {
  if (!text.endsWith('\n') || hasForbiddenCharacter(text)) {
    throw new DomainError('invalid_input', 'A note is text that ends in a newline and has no control characters.');
  }
  const keyId = Buffer.alloc(keyIdLength);
  keyId.writeUInt32BE(signer.keyId);
  const signature = sign(null, Buffer.from(text, 'utf8'), signer.privateKey);
  return `${text}\n${signatureMark}${signer.name} ${Buffer.concat([keyId, signature]).toString('base64')}\n`;
};

const parseSignature = (line: string): NoteSignature | null => {
  const [, name, encoded] = /^— ([^\s+]+) ([A-Za-z0-9+/]+=*)$/u.exec(line) ?? [];
  if (name === undefined || encoded === undefined) return null;
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.length <= keyIdLength) return null;
  return { name, keyId: bytes.readUInt32BE(0), signature: bytes.subarray(keyIdLength) };
};

const splitNote = (note: string): { text: string; signatures: NoteSignature[] } | null => {
  if (note.length > noteLengthMax || !note.endsWith('\n') || hasForbiddenCharacter(note)) return null;
  const border = note.lastIndexOf('\n\n');
  if (border < 0) return null;
  const lines = note.slice(border + 2, -1).split('\n');
  const signatures = lines.flatMap((line) => parseSignature(line) ?? []);
  if (signatures.length !== lines.length || lines.length > signaturesMax) return null;
  return { text: note.slice(0, border + 1), signatures };
};

/**
 * The text of a note that this key signed. Signatures of other keys are ignored; one of this key that does not verify
 * rejects the whole note, as C2SP signed-note asks.
 */
export const openNote = (note: string, verifier: NoteVerifier): Result<string, NoteFailure> => {
  const parts = splitNote(note);
  if (!parts) return err('malformed');
  const own = parts.signatures.filter(({ name, keyId }) => name === verifier.name && keyId === verifier.keyId);
  if (own.length === 0) return err('unknown_key');
  const bytes = Buffer.from(parts.text, 'utf8');
  const isGenuine = own.every(({ signature }) => verify(null, bytes, verifier.publicKey, signature));
  return isGenuine ? ok(parts.text) : err('bad_signature');
};
