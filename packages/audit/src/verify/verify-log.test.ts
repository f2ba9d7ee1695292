import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashLeaf } from '../merkle/hash.ts';
import { formatSigningKey, parseSigningKey } from '../note/note-key.ts';
import { testId, testRecord } from '../record/audit-record.fixture.ts';
import { checkpointOver, entryOf, testLog, testOrigin, testSigner } from './log.fixture.ts';
import type { KnownCheckpoint, LogEntry } from './log-entry.ts';
import { verificationSteps } from './verification-steps.ts';
import { verifyLog } from './verify-log.ts';

const log = testLog(40);
const checkpoints = [10, 25, 40].map((size) => checkpointOver(log, size));

const verify = (entries: readonly LogEntry[], known: readonly KnownCheckpoint[] = checkpoints) =>
  verifyLog({ entries, checkpoints: known, publicKey: testSigner.verifierKey, origin: testOrigin });

const named = async (entries: readonly LogEntry[], known?: readonly KnownCheckpoint[]) => {
  const { findings } = await verify(entries, known);
  return findings.map(({ kind, leafIndex, eventId }) => ({ kind, leafIndex, eventId }));
};

const changeRecord = (entry: LogEntry): LogEntry => ({
  ...entry,
  record: { ...Object(entry.record), at: '2020-01-01T00:00:00.000Z' },
});
const replaceAt = (at: number, replace: (entry: LogEntry) => LogEntry) =>
  log.map((entry) => (entry.leafIndex === at ? replace(entry) : entry));

describe('a log nobody touched', () => {
  test('is intact up to its last checkpoint', async () => {
    const report = await verify(log);
    expect(report).toMatchObject({ isIntact: true, size: 40, coveredSize: 40, findingCount: 0 });
    expect(report.checkpoints.map(({ verdict }) => verdict)).toEqual(['matches', 'matches', 'matches']);
    expect(verificationSteps(report).every(({ isPassed }) => isPassed)).toBe(true);
  });

  test('may have grown since the last checkpoint', async () => {
    expect(await verify(log, checkpoints.slice(0, 2))).toMatchObject({ isIntact: true, size: 40, coveredSize: 25 });
  });

  test('may be empty', async () => {
    expect(await verify([], [])).toMatchObject({ isIntact: true, size: 0 });
    expect(await verify([], [checkpointOver([], 0)])).toMatchObject({ isIntact: true, size: 0 });
  });

  test('verifies from an asynchronous source as well', async () => {
    async function* stream() {
      yield* log;
    }
    const publicKey = testSigner.verifierKey;
    expect(await verifyLog({ entries: stream(), checkpoints, publicKey })).toMatchObject({ isIntact: true });
  });

  test('without any checkpoint proves nothing, and says so', async () => {
    expect(await named(log, [])).toEqual([{ kind: 'unproven', leafIndex: null, eventId: null }]);
  });
});

describe('an attack is found and named', () => {
  test('edited: an event changed in place', async () => {
    expect(await named(replaceAt(7, changeRecord))).toEqual([{ kind: 'edited', leafIndex: 7, eventId: testId(107) }]);
  });

  test('edited: an event turned into something that is not even JSON', async () => {
    const broken = replaceAt(7, (entry) => ({ ...entry, record: { id: Number.NaN } }));
    expect(await named(broken)).toEqual([{ kind: 'edited', leafIndex: 7, eventId: testId(107) }]);
  });

  test('deleted: the event is gone, its leaf is still there', async () => {
    const gone = replaceAt(12, (entry) => ({ ...entry, record: null }));
    expect(await named(gone)).toEqual([{ kind: 'deleted', leafIndex: 12, eventId: testId(112) }]);
  });

  test('deleted: event and leaf are gone', async () => {
    const gone = log.filter(({ leafIndex }) => leafIndex !== 12);
    expect(await named(gone)).toEqual([{ kind: 'deleted', leafIndex: 12, eventId: null }]);
    expect((await verify(gone)).checkpoints.map(({ verdict }) => verdict)).toEqual([
      'matches',
      'uncomparable',
      'uncomparable',
    ]);
  });

  test('deleted: later events moved up to close the gap', async () => {
    const shifted = log.map((entry, at) => {
      const source = log[at < 12 ? at : at + 1];
      return { ...entry, record: source?.record ?? null, eventId: source?.eventId ?? entry.eventId };
    });
    expect(await named(shifted)).toEqual([{ kind: 'deleted', leafIndex: 12, eventId: testId(113) }]);
  });

  test('inserted: two events claim one place', async () => {
    const forged = entryOf(testRecord(999), 5);
    expect(await named([...log.slice(0, 6), forged, ...log.slice(6)])).toEqual([
      { kind: 'inserted', leafIndex: 5, eventId: testId(999) },
    ]);
  });

  test('reordered: two events swapped', async () => {
    const swapped = log.map((entry) => {
      const other = entry.leafIndex === 3 ? log[20] : entry.leafIndex === 20 ? log[3] : entry;
      return { ...entry, record: other?.record, eventId: other?.eventId ?? null };
    });
    expect(await named(swapped)).toEqual([
      { kind: 'reordered', leafIndex: 3, eventId: testId(120) },
      { kind: 'reordered', leafIndex: 20, eventId: testId(103) },
    ]);
  });

  test('reordered: a line of an export moved', async () => {
    const [first, second, ...rest] = log;
    if (!first || !second) throw new Error('the log is empty');
    expect(await named([second, first, ...rest])).toEqual([{ kind: 'reordered', leafIndex: 0, eventId: testId(100) }]);
  });

  test('truncated: the end is gone, a checkpoint kept with the log knows better', async () => {
    expect(await named(log.slice(0, 30))).toEqual([{ kind: 'truncated', leafIndex: 30, eventId: null }]);
  });

  test('rolled back: an old backup with its old checkpoints, against one published outside', async () => {
    const outside = checkpointOver(log, 40, 'outside');
    const findings = await named(log.slice(0, 25), [...checkpoints.slice(0, 2), outside]);
    expect(findings).toEqual([{ kind: 'rolled_back', leafIndex: 25, eventId: null }]);
  });

  test('rewritten: event and recorded hash changed together, narrowed down to two checkpoints', async () => {
    const forged = replaceAt(14, (entry) => entryOf(testRecord(998), entry.leafIndex));
    const { findings, coveredSize } = await verify(forged);
    expect(findings).toMatchObject([{ kind: 'rewritten', leafIndex: 10, leafIndexEnd: 24 }]);
    expect(coveredSize).toBe(10);
  });

  test('rewritten: the checkpoints replaced as well, against one published outside', async () => {
    const forged = replaceAt(14, (entry) => entryOf(testRecord(998), entry.leafIndex));
    const own = [10, 25, 40].map((size) => checkpointOver(forged, size));
    const findings = await named(forged, [...own, checkpointOver(log, 40, 'outside')]);
    expect(findings.map(({ kind }) => kind).sort()).toEqual(['forked', 'rewritten']);
  });

  test('leaf altered: the recorded hash changed, the event is genuine', async () => {
    const altered = replaceAt(14, (entry) => ({ ...entry, leafHash: hashLeaf(Buffer.from('x')) }));
    expect(await named(altered)).toEqual([{ kind: 'leaf_altered', leafIndex: 14, eventId: testId(114) }]);
  });

  test('bad signature: a checkpoint changed, of another key, or of another log', async () => {
    const [first, ...others] = checkpoints;
    if (!first) throw new Error('there are no checkpoints');
    const changed = { ...first, note: first.note.replace('\n10\n', '\n11\n') };
    expect(await named(log, [changed, ...others])).toEqual([{ kind: 'bad_signature', leafIndex: null, eventId: null }]);
    const stranger = parseSigningKey(formatSigningKey(testOrigin, Buffer.alloc(32, 9)));
    expect(await named(log, [...checkpoints, checkpointOver(log, 40, 'outside', stranger)])).toMatchObject([
      { kind: 'bad_signature' },
    ]);
    const elsewhere = checkpointOver(log, 40, 'log', testSigner, 'switchyard.test/audit/2');
    expect(await named(log, [...checkpoints, elsewhere])).toMatchObject([{ kind: 'bad_signature' }]);
  });
});

describe('for any log', () => {
  const sizes = fc.integer({ min: 2, max: 60 });

  test('no change of any single event goes unnoticed or is named at another place', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat(), async (size, where) => {
        const at = where % size;
        const entries = testLog(size).map((entry) => (entry.leafIndex === at ? changeRecord(entry) : entry));
        expect(await named(entries, [checkpointOver(entries, size)])).toEqual([
          { kind: 'edited', leafIndex: at, eventId: testId(at + 100) },
        ]);
      }),
      { numRuns: 40 },
    );
  });

  test('no rewritten tail passes an outside checkpoint', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat(), async (size, where) => {
        const from = where % size;
        const genuine = testLog(size);
        const forged = genuine.map((entry) =>
          entry.leafIndex >= from ? entryOf(testRecord(500 + entry.leafIndex), entry.leafIndex) : entry,
        );
        const report = await verify(forged, [checkpointOver(forged, size), checkpointOver(genuine, size, 'outside')]);
        expect(report.isIntact).toBe(false);
      }),
      { numRuns: 40 },
    );
  });

  test('a gap of any width costs one finding', async () => {
    const far = entryOf(testRecord(1), 9_000_000_000_000);
    expect(await named([...log, far])).toEqual([{ kind: 'deleted', leafIndex: 40, eventId: null }]);
  });
});
