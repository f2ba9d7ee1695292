'use client';

import type { ListedReceipt, ReceiptSummary } from '@switchyard/application';
import { Badge, type Column, DataTable, EmptyState, Money, RelativeTime, StatusBadge } from '@switchyard/ui';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Coins } from 'lucide-react';
import { useTRPC } from '../../trpc/client.tsx';
import { receiptLooks } from '../receipts/receipt-words.ts';
import type { FilterInput } from './spend-filter.ts';

const Outcome = ({ receipt: { outcome, isSimulated, isCacheHit } }: { receipt: ReceiptSummary }) => {
  const { status, word } = receiptLooks[outcome];
  return (
    <span className="inline-flex items-center gap-2">
      <StatusBadge status={status} look="plain">
        {word}
      </StatusBadge>
      {isSimulated ? (
        <StatusBadge status="simulated">
          <span className="max-sm:sr-only">Simulated</span>
        </StatusBadge>
      ) : null}
      {isCacheHit ? <Badge>from the cache</Badge> : null}
    </span>
  );
};

const originWords: Record<ReceiptSummary['origin'], string> = {
  step: 'a step',
  gateway: 'a call through the gateway',
  eval: 'an eval case',
  trial: 'a try-out',
};

/** What it adds to the number that the list is behind; the whole where others were asked, too. */
const Cost = ({ receipt: { part, costMicroUsd } }: { receipt: ListedReceipt }) =>
  part === null || part.costMicroUsd === costMicroUsd ? (
    <Money microUsd={costMicroUsd} />
  ) : (
    <span className="inline-flex flex-col items-end">
      <Money microUsd={part.costMicroUsd} />
      <span className="text-muted text-xs">
        of <Money microUsd={costMicroUsd} />
      </span>
    </span>
  );

const columns: readonly Column<ListedReceipt>[] = [
  {
    key: 'task',
    header: 'Task',
    cell: ({ taskSlug, origin }) => taskSlug ?? <span className="text-muted">{originWords[origin]}</span>,
  },
  {
    key: 'by',
    header: 'Done by',
    cell: ({ supplierSlug, modelKey }) => (
      <span className="font-mono text-muted text-xs">
        {supplierSlug ?? 'nobody'}
        {modelKey ? `/${modelKey}` : ''}
      </span>
    ),
    isHiddenOnPhone: true,
  },
  { key: 'outcome', header: 'Outcome', cell: (receipt) => <Outcome receipt={receipt} /> },
  { key: 'cost', header: 'Cost', align: 'end', cell: (receipt) => <Cost receipt={receipt} /> },
  {
    key: 'at',
    header: 'When',
    align: 'end',
    isHiddenOnPhone: true,
    cell: ({ createdAt }) => <RelativeTime at={createdAt} className="text-muted" />,
  },
];

/** Receipts, newest first, narrowed like the spend. */
export const ReceiptTable = ({ filter = {} }: { filter?: Omit<FilterInput, 'days'> }) => {
  const api = useTRPC();
  const receipts = useInfiniteQuery(
    api.receipts.list.infiniteQueryOptions(
      { limit: 50, ...filter },
      { getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined },
    ),
  );
  return (
    <DataTable
      caption="Receipts, newest first"
      columns={columns}
      rows={receipts.data?.pages.flatMap(({ items }) => items) ?? []}
      rowKey={({ id }) => id}
      rowHref={({ id }) => `/receipts/${id}`}
      isLoading={receipts.isPending}
      onLoadMore={receipts.hasNextPage ? () => void receipts.fetchNextPage() : undefined}
      isLoadingMore={receipts.isFetchingNextPage}
      empty={
        <EmptyState
          icon={Coins}
          title="No receipts yet"
          description="Every AI step leaves one: who was asked and why, what it cost, which checks it passed."
        />
      }
    />
  );
};
