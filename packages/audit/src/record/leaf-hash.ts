import { createHmac } from 'node:crypto';
import type { JsonValue } from '@switchyard/domain';
import { type Hash, hashLeaf } from '../merkle/hash.ts';
import type { LoggedRecord } from './audit-record.ts';
import { canonicalJson } from './canonical-json.ts';

/** The bytes that are logged: UTF-8 of the canonical JSON of the record. */
export const canonicalBytes = (record: LoggedRecord): Uint8Array => Buffer.from(canonicalJson(record), 'utf8');

/** RFC 6962 leaf hash of a record: SHA-256(0x00 || canonical bytes). */
export const leafHash = (record: LoggedRecord): Hash => hashLeaf(canonicalBytes(record));

/**
 * Hex HMAC-SHA-256 that stands in the leaf for a payload kept encrypted beside it. Erasing the subject's key makes
 * both unreadable and the tree stays whole. The key must not be guessable (32 random bytes), or the hash could be tried out.
 */
export const privatePayloadHash = (subjectKey: Uint8Array, payload: JsonValue): string =>
  createHmac('sha256', subjectKey).update(canonicalJson(payload), 'utf8').digest('hex');
