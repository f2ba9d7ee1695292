import type { WhatIfChange } from '@switchyard/application';
import { expect, test } from 'vitest';
import { addPage } from './use-replay.ts';

const change = (receipts: number, quality: number | null): WhatIfChange => ({
  taskSlug: 'triage',
  from: 'openai/large',
  to: 'openai/small',
  receipts,
  beforeMicroUsd: 10 * receipts,
  afterMicroUsd: receipts,
  qualityBefore: 0.99,
  qualityAfter: quality,
  residencyBefore: 'US',
  residencyAfter: 'EU',
  receiptId: 'r',
});

const page = (changes: readonly WhatIfChange[]) => ({
  looked: 10,
  guessed: 1,
  unchanged: 4,
  actualMicroUsd: 7,
  beforeMicroUsd: 100,
  afterMicroUsd: 40,
  changes: [...changes],
});

test('pages of a replay add up, and quality is that of the weakest', () => {
  const first = addPage(null, page([change(3, 0.97)]));
  const both = addPage(first, page([change(2, 0.95), { ...change(1, null), to: null }]));
  expect(both).toMatchObject({
    looked: 20,
    guessed: 2,
    unchanged: 8,
    actualMicroUsd: 14,
    beforeMicroUsd: 200,
    afterMicroUsd: 80,
  });
  expect(both.changes).toHaveLength(2);
  expect(both.changes[0]).toMatchObject({ receipts: 5, beforeMicroUsd: 50, afterMicroUsd: 5, qualityAfter: 0.95 });
  expect(addPage(both, page([change(1, null)])).changes[0]?.qualityAfter).toBeNull();
});
