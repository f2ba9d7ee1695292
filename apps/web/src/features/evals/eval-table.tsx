'use client';

import type { EvalSummary } from '@switchyard/application';
import { Button, type Column, DataTable, EmptyState, Link, Money, RelativeTime, StatusBadge } from '@switchyard/ui';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Scale } from 'lucide-react';
import { useTRPC } from '../../trpc/client.tsx';
import { statusOf } from './eval-words.ts';

const columns: readonly Column<EvalSummary>[] = [
  {
    key: 'labels',
    header: 'Compared',
    cell: ({ labels }) => <span className="font-mono text-xs">{labels.join(' → ')}</span>,
    width: '36%',
  },
  { key: 'task', header: 'Task', cell: ({ taskName }) => taskName, isHiddenOnPhone: true },
  {
    key: 'status',
    header: 'State',
    cell: ({ status, finished, total }) => (
      <StatusBadge status={statusOf[status].status} look="plain">
        {status === 'running' ? `${finished} of ${total}` : statusOf[status].word}
      </StatusBadge>
    ),
  },
  { key: 'cost', header: 'Cost', align: 'end', cell: ({ costMicroUsd }) => <Money microUsd={costMicroUsd} /> },
  {
    key: 'when',
    header: 'When',
    align: 'end',
    cell: ({ createdAt }) => <RelativeTime at={createdAt} className="text-muted" />,
    isHiddenOnPhone: true,
  },
];

/** Evaluations, newest first; of one task, or of all. */
export const EvalTable = ({ taskSlug, canManage }: { taskSlug?: string; canManage: boolean }) => {
  const api = useTRPC();
  const evals = useInfiniteQuery(
    api.evals.list.infiniteQueryOptions(
      { limit: 50, ...(taskSlug === undefined ? {} : { taskSlug }) },
      { getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined },
    ),
  );
  return (
    <DataTable
      caption="Evaluations"
      columns={columns}
      rows={evals.data?.pages.flatMap(({ items }) => items) ?? []}
      rowKey={({ id }) => id}
      rowHref={({ id }) => `/evals/${id}`}
      isLoading={evals.isPending}
      onLoadMore={evals.hasNextPage ? () => void evals.fetchNextPage() : undefined}
      isLoadingMore={evals.isFetchingNextPage}
      empty={
        <EmptyState
          icon={Scale}
          title="Nothing has been compared yet"
          description="Ask two suppliers the same cases and see, side by side, what a change would do to quality, cost and time."
          action={
            canManage ? (
              <Button asChild variant="primary">
                <Link href="/evals/swap">Swap a model</Link>
              </Button>
            ) : null
          }
        />
      }
    />
  );
};
