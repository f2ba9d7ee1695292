'use client';

import type { SpendCorrection } from '@switchyard/application';
import { Button, type Column, Money, RelativeTime, Section } from '@switchyard/ui';
import { useInfiniteQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { parseAsString, useQueryStates } from 'nuqs';
import { useTRPC } from '../../trpc/client.tsx';
import { QueryTable } from '../../trpc/query-table.tsx';

const columns: readonly Column<SpendCorrection>[] = [
  { key: 'day', header: 'Day', cell: ({ day }) => day },
  {
    key: 'of',
    header: 'Supplier',
    cell: ({ supplierSlug, modelKey }) => (modelKey === null ? supplierSlug : `${supplierSlug}/${modelKey}`),
  },
  { key: 'reason', header: 'Reason', width: '40%', cell: ({ reason }) => reason, isHiddenOnPhone: true },
  { key: 'by', header: 'By', cell: ({ by }) => by, isHiddenOnPhone: true },
  { key: 'amount', header: 'Amount', align: 'end', cell: ({ amountMicroUsd }) => <Money microUsd={amountMicroUsd} /> },
  {
    key: 'at',
    header: 'When',
    align: 'end',
    cell: ({ createdAt }) => <RelativeTime at={createdAt} className="text-muted" />,
    isHiddenOnPhone: true,
  },
];

const parsers = { correctedFrom: parseAsString, correctedTo: parseAsString, correctedOf: parseAsString };
const nothing = { correctedFrom: null, correctedTo: null, correctedOf: null };

/** The entries of the ledger: the part of the spend that no receipt stands for. */
export const SpendCorrections = () => {
  const api = useTRPC();
  const [{ correctedFrom, correctedTo, correctedOf }, setFilter] = useQueryStates(parsers);
  const corrections = useInfiniteQuery(
    api.analysis.corrections.infiniteQueryOptions(
      {
        ...(correctedFrom ? { from: correctedFrom } : {}),
        ...(correctedTo ? { to: correctedTo } : {}),
        ...(correctedOf ? { supplierSlug: correctedOf } : {}),
      },
      { getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined },
    ),
  );
  const isNarrowed = correctedFrom !== null || correctedTo !== null || correctedOf !== null;
  return (
    <Section
      title="Corrections"
      description={
        isNarrowed
          ? `Of ${correctedFrom ?? '…'} to ${correctedTo ?? 'today'}${correctedOf ? `, ${correctedOf}` : ''}. They count in the spend; receipts stay as they are.`
          : 'They count in the spend; receipts stay as they are.'
      }
      actions={
        isNarrowed ? (
          <Button size="sm" onClick={() => void setFilter(nothing)}>
            All corrections
            <X aria-hidden />
          </Button>
        ) : null
      }
    >
      <QueryTable
        query={corrections}
        unreadable="The corrections cannot be read"
        caption="Corrections, newest first"
        columns={columns}
        rows={corrections.data?.pages.flatMap(({ items }) => items) ?? []}
        rowKey={({ id }) => id}
        hasRowKeys={false}
        empty={<p className="p-4 text-muted text-sm">Nothing was corrected.</p>}
      />
    </Section>
  );
};
