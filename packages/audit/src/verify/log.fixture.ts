import { appendLeaves, emptyRange, rangeRoot } from '../merkle/compact-range.ts';
import { signCheckpoint } from '../note/checkpoint.ts';
import { formatSigningKey, parseSigningKey } from '../note/note-key.ts';
import { testRecord } from '../record/audit-record.fixture.ts';
import type { AuditRecord } from '../record/audit-record.ts';
import { leafHash } from '../record/leaf-hash.ts';
import type { KnownCheckpoint, LogEntry } from './log-entry.ts';

export const testOrigin = 'switchyard.test/audit/1';
export const testSigner = parseSigningKey(formatSigningKey(testOrigin, Buffer.alloc(32, 3)));

export const entryOf = (record: AuditRecord, leafIndex: number): LogEntry => ({
  leafIndex,
  leafHash: leafHash(record),
  record,
  eventId: record.id,
});

/** A log of `size` events: event n has the id that ends in n + 100. */
export const testLog = (size: number): LogEntry[] =>
  Array.from({ length: size }, (_, at) => entryOf(testRecord(at + 100), at));

/** Signed over the first `size` entries as they are now. */
export const checkpointOver = (
  entries: readonly LogEntry[],
  size: number,
  place: KnownCheckpoint['place'] = 'log',
  signer = testSigner,
  origin = testOrigin,
): KnownCheckpoint => {
  const hashes = entries.slice(0, size).flatMap(({ leafHash: hash }) => hash ?? []);
  return { place, note: signCheckpoint({ origin, size, root: rangeRoot(appendLeaves(emptyRange, hashes)) }, signer) };
};
