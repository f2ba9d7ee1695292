import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { DomainError } from '@switchyard/domain';

/** Ed25519 in C2SP signed-note. */
const ed25519Type = 0x01;
const rawKeyLength = 32;
/** DER before the raw 32 bytes of an Ed25519 key (RFC 8410 §4 and §7). */
const publicKeyPrefix = Buffer.from('302a300506032b6570032100', 'hex');
const privateKeyPrefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const privateKeyMark = 'PRIVATE+KEY+';

export interface NoteVerifier {
  readonly name: string;
  readonly keyId: number;
  readonly publicKey: KeyObject;
}

export interface NoteSigner {
  readonly name: string;
  readonly keyId: number;
  readonly privateKey: KeyObject;
  /** The matching public key in its text form, to hand out. */
  readonly verifierKey: string;
}

const malformed = (what: string): DomainError =>
  new DomainError('invalid_input', `The ${what} is malformed; copy it whole, in one line.`);

/** Non-empty, without Unicode spaces and without plus. */
export const isNoteKeyName = (name: string): boolean => name !== '' && !/[\s+\p{Z}]/u.test(name);

/** SHA-256(name || 0x0A || type || public key), its first four bytes as a big-endian number. */
const keyIdOf = (name: string, typedKey: Uint8Array): number =>
  createHash('sha256').update(`${name}\n`, 'utf8').update(typedKey).digest().readUInt32BE(0);

const keyIdHex = (keyId: number): string => keyId.toString(16).padStart(8, '0');

/** `<name>+<key id>+<base64 of type and key>`; the base64 itself may hold plus signs. */
const splitKey = (text: string): { name: string; keyId: string; typedKey: Buffer } | null => {
  const match = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(text);
  const [, name, keyId, key] = match ?? [];
  if (name === undefined || keyId === undefined || key === undefined || !isNoteKeyName(name)) return null;
  const typedKey = Buffer.from(key, 'base64');
  return typedKey.length === rawKeyLength + 1 && typedKey[0] === ed25519Type ? { name, keyId, typedKey } : null;
};

const typed = (raw: Uint8Array): Buffer => Buffer.concat([Uint8Array.of(ed25519Type), raw]);

const rawPublicKey = (privateKey: KeyObject): Buffer =>
  createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(publicKeyPrefix.length);

const privateKeyFrom = (seed: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([privateKeyPrefix, seed]), format: 'der', type: 'pkcs8' });

/** Reads a public key `<name>+<key id>+<base64>` (C2SP signed-note vkey). Throws `invalid_input` when it is not one. */
export const parseVerifierKey = (text: string): NoteVerifier => {
  const parts = splitKey(text.trim());
  if (!parts) throw malformed('public key');
  const keyId = keyIdOf(parts.name, parts.typedKey);
  if (keyIdHex(keyId) !== parts.keyId) throw malformed('public key');
  const der = Buffer.concat([publicKeyPrefix, parts.typedKey.subarray(1)]);
  return { name: parts.name, keyId, publicKey: createPublicKey({ key: der, format: 'der', type: 'spki' }) };
};

/** Reads a private key `PRIVATE+KEY+<name>+<key id>+<base64>`. Throws `invalid_input`; the message never holds the key. */
export const parseSigningKey = (text: string): NoteSigner => {
  const trimmed = text.trim();
  const parts = trimmed.startsWith(privateKeyMark) ? splitKey(trimmed.slice(privateKeyMark.length)) : null;
  if (!parts) throw malformed('signing key');
  const privateKey = privateKeyFrom(parts.typedKey.subarray(1));
  const typedPublicKey = typed(rawPublicKey(privateKey));
  const keyId = keyIdOf(parts.name, typedPublicKey);
  if (keyIdHex(keyId) !== parts.keyId) throw malformed('signing key');
  const verifierKey = `${parts.name}+${parts.keyId}+${typedPublicKey.toString('base64')}`;
  return { name: parts.name, keyId, privateKey, verifierKey };
};

/** The text form of a new private key from 32 secret random bytes, which the caller draws. */
export const formatSigningKey = (name: string, seed: Uint8Array): string => {
  if (!isNoteKeyName(name)) throw new DomainError('invalid_input', 'A key name has no spaces and no plus sign.');
  if (seed.length !== rawKeyLength) throw new DomainError('invalid_input', 'A signing key is made from 32 bytes.');
  const keyId = keyIdOf(name, typed(rawPublicKey(privateKeyFrom(seed))));
  return `${privateKeyMark}${name}+${keyIdHex(keyId)}+${typed(seed).toString('base64')}`;
};
