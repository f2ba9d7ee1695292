import type { WhatIfChange } from '@switchyard/application';
import { expect, test } from 'vitest';
import { addPage } from './use-replay.ts';

const change = (ids: readonly string[], to: string | null = 'openai/small'): WhatIfChange => ({
  taskSlug: 'triage',
  from: 'openai/large',
  to,
  fromRef: 'openai/large',
  toRef: to,
  isToPerson: false,
  receipts: ids.length,
  beforeMicroUsd: 10 * ids.length,
  afterMicroUsd: ids.length,
  qualityBefore: { low: 0.99, high: 1, cases: 100 },
  qualityAfter: null,
  residencyBefore: 'US',
  residencyAfter: 'EU',
  dataClasses: [ids.length > 2 ? 'internal' : 'public'],
  receiptIds: [...ids],
});

const page = (changes: readonly WhatIfChange[], id: string) => ({
  looked: 10,
  unchanged: 4,
  replayed: [{ receiptId: id, from: 'a', to: 'b', actualMicroUsd: 7, beforeMicroUsd: 100, afterMicroUsd: 40 }],
  actualMicroUsd: 7,
  beforeMicroUsd: 100,
  afterMicroUsd: 40,
  changes: [...changes],
  seen: [
    { supplierSlug: 'openai', residency: 'US', dataClass: 'public' as const, before: 3, after: 1, receiptIds: [id] },
  ],
  notes: [{ sentence: 'Guessed.', receipts: 1, isReplayed: true, receiptIds: [id] }],
});

test('pages of a replay add up, each number with all its receipts', () => {
  const first = addPage(null, page([change(['a', 'b', 'c'])], 'x'));
  const both = addPage(first, page([change(['d', 'e']), change(['f'], null)], 'y'));
  expect(both.replayed.map(({ receiptId }) => receiptId)).toEqual(['x', 'y']);
  expect(both).toMatchObject({ looked: 20, unchanged: 8, actualMicroUsd: 14, beforeMicroUsd: 200, afterMicroUsd: 80 });
  expect(both.changes).toHaveLength(2);
  expect(both.changes[0]).toMatchObject({
    receipts: 5,
    beforeMicroUsd: 50,
    afterMicroUsd: 5,
    dataClasses: ['internal', 'public'],
    receiptIds: ['a', 'b', 'c', 'd', 'e'],
  });
  expect(both.seen).toMatchObject([{ before: 6, after: 2, receiptIds: ['x', 'y'] }]);
  expect(both.notes).toMatchObject([{ receipts: 2, receiptIds: ['x', 'y'] }]);
});
