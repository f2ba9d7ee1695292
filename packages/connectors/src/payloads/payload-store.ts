import { createHash } from 'node:crypto';
import { DomainError } from '@switchyard/domain';

/** Where one payload lies: content is addressed within its organisation, so a hash never reaches another tenant's. */
export interface PayloadKey {
  readonly organisationId: string;
  /** SHA-256 of the content, 64 lower-case hex digits. */
  readonly hash: string;
}

/**
 * A place for values that are too large for a row. Content-addressed and write-once: the same content is stored once, and
 * what is read has been checked against its hash.
 * Errors of all three: `unavailable` (retryable) when the place does not answer, `misconfigured` when it refuses us.
 */
export interface PayloadStore {
  /** How an operator would name the place, without credentials. */
  readonly place: string;
  /** Durable once it returns. Content that is there already is not written again. */
  put(key: PayloadKey, bytes: Uint8Array): Promise<void>;
  /** Throws `payload_lost` when the content is missing or does not have the hash it is stored under. */
  get(key: PayloadKey): Promise<Buffer>;
  /** Removing what is not there is fine. */
  remove(key: PayloadKey): Promise<void>;
}

/** Address of some content: SHA-256 in hex. */
export const payloadHash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const organisationPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const hashPattern = /^[0-9a-f]{64}$/;

/** `organisation/ab/cd/abcd…`: two levels, so that no folder grows long. Throws `internal` for a key that is not one. */
export const payloadPath = ({ organisationId, hash }: PayloadKey): string => {
  if (!organisationPattern.test(organisationId) || !hashPattern.test(hash)) {
    throw new DomainError('internal', 'A payload is addressed by an organisation id and a SHA-256 in hex.');
  }
  return `${organisationId}/${hash.slice(0, 2)}/${hash.slice(2, 4)}/${hash}`;
};

const lost = (place: string, key: PayloadKey, why: string): DomainError =>
  new DomainError(
    'payload_lost',
    `The payload ${key.hash} ${why}. Restore ${payloadPath(key)} in ${place} from a backup, then run the step again.`,
    { details: { hash: key.hash, place } },
  );

/** There is nothing under the key. */
export const missingPayload = (place: string, key: PayloadKey): DomainError =>
  lost(place, key, `is missing in ${place}`);

/** The content, once it has the hash it is stored under. Throws `payload_lost` otherwise. */
export const requireIntact = (place: string, key: PayloadKey, bytes: Buffer): Buffer => {
  const found = payloadHash(bytes);
  if (found === key.hash) return bytes;
  throw lost(place, key, `is damaged in ${place}: its content has the hash ${found}`);
};
