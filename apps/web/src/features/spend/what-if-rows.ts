import type { WhatIfReplayed } from '@switchyard/application';
import type { BehindRow } from './receipts-behind.tsx';

export const whatIfAmounts = ['Was', 'In force', 'Draft'];

/** `small → large`, or just the one where nothing changes. */
export const goes = ({ from, to }: Pick<WhatIfReplayed, 'from' | 'to'>): string =>
  from === to ? (from ?? 'nobody') : `${from ?? 'nobody'} → ${to ?? 'nobody'}`;

export const toRow = (each: WhatIfReplayed): BehindRow => ({
  receiptId: each.receiptId,
  note: goes(each),
  amounts: [each.actualMicroUsd, each.beforeMicroUsd, each.afterMicroUsd],
});

/** Receipts by id as rows; one that could not be replayed has nothing to add. */
export const rowsOf = (replayed: readonly WhatIfReplayed[], ids: readonly string[]): BehindRow[] => {
  const known = new Map(replayed.map((each) => [each.receiptId, each]));
  return ids.map((receiptId) => {
    const each = known.get(receiptId);
    return each ? toRow(each) : { receiptId, amounts: [] };
  });
};
