import { describe, expect, test } from 'vitest';
import { type ExportLine, formatExportLine } from '../export/export-line.ts';
import { hashToBase64 } from '../merkle/hash.ts';
import { testId, testRecord } from '../record/audit-record.fixture.ts';
import { canonicalJson } from '../record/canonical-json.ts';
import { checkpointOver, testLog, testOrigin, testSigner } from './log.fixture.ts';
import { verifyExport } from './verify-export.ts';

const log = testLog(12);
const header: ExportLine = {
  line: 'header',
  v: 1,
  origin: testOrigin,
  organisationId: testId(1),
  exportedAt: '2026-11-21T10:00:00.000Z',
  isComplete: true,
  filter: {},
};
const events = log.map(
  ({ leafIndex, leafHash }): ExportLine => ({
    line: 'event',
    leafIndex,
    leafHash: leafHash && hashToBase64(leafHash),
    event: JSON.parse(canonicalJson(testRecord(leafIndex + 100))),
  }),
);
const lines = [header, ...events, { line: 'checkpoint', ...checkpointOver(log, 12) } as const].map(formatExportLine);

const verify = (file: readonly string[], outsideCheckpoints: string[] = []) =>
  verifyExport({ lines: () => file, publicKey: testSigner.verifierKey, outsideCheckpoints });

describe('an export', () => {
  test('verifies with nothing but itself and the public key', async () => {
    expect(await verify(lines)).toMatchObject({
      isIntact: true,
      size: 12,
      coveredSize: 12,
      origin: testOrigin,
      unsealed: 0,
    });
  });

  test('with anything beside what was hashed is refused', async () => {
    const padded = lines.map((line) => line.replace('{"line":"event",', '{"line":"event","note":"all is well",'));
    await expect(verify(padded)).rejects.toThrow('Line 2');
  });

  test('whose text was changed names the event', async () => {
    const changed = lines.map((line) => (line.includes('"leafIndex":4,') ? line.replaceAll('4711', '4712') : line));
    expect((await verify(changed)).findings).toMatchObject([{ kind: 'edited', leafIndex: 4, eventId: testId(104) }]);
  });

  test('of an old state does not pass a checkpoint published later', async () => {
    const later = checkpointOver(testLog(20), 20, 'outside');
    expect((await verify(lines, [later.note])).findings).toMatchObject([{ kind: 'rolled_back', leafIndex: 12 }]);
  });

  test('that was cut, filtered or is something else is refused with a reason', async () => {
    await expect(verify([...lines.slice(0, 3), '{"line":"ev'])).rejects.toThrow('Line 4');
    await expect(verify([formatExportLine({ ...header, isComplete: false })])).rejects.toThrow('filtered');
    await expect(verify(lines.slice(1))).rejects.toThrow('no header');
  });

  test('counts events that were not sealed yet apart', async () => {
    const fresh = formatExportLine({
      line: 'event',
      leafIndex: null,
      leafHash: null,
      event: { id: testId(9) },
    });
    expect(await verify([...lines, fresh])).toMatchObject({ isIntact: true, unsealed: 1 });
  });
});
