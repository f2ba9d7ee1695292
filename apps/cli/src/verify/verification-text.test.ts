import type { ExportReport } from '@switchyard/audit';
import { expect, test } from 'vitest';
import { verificationText } from './verification-text.ts';

const intact: ExportReport = {
  isIntact: true,
  size: 12,
  coveredSize: 10,
  root: 'cm9vdA==',
  keyName: 'switchyard.test',
  checkpoints: [{ place: 'log', size: 10, root: 'cm9vdA==', verdict: 'matches' }],
  findings: [],
  findingCount: 0,
  origin: 'switchyard.test/audit/1',
  unsealed: 0,
};

test('an intact export says so in its last line, and what it does not prove', () => {
  const text = verificationText(intact);
  expect(text.split('\n').at(-1)).toBe(
    '✓ Intact: 10 events are exactly what was signed. The last 2 are not under a signed checkpoint yet.',
  );
  expect(text).toContain('--checkpoint');
});

test('an altered export names the events and counts what is not shown', () => {
  const finding = {
    kind: 'edited',
    leafIndex: 4,
    leafIndexEnd: 4,
    eventId: 'e-4',
    explanation: 'It was changed.',
  } as const;
  const text = verificationText({ ...intact, isIntact: false, findings: [finding], findingCount: 3 });
  expect(text).toContain('edited: It was changed. (event e-4)');
  expect(text).toContain('… and 2 more');
  expect(text.split('\n').at(-1)).toBe('✗ NOT intact: 3 findings');
});
