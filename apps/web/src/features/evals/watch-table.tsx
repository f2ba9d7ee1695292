'use client';

import type { Watch } from '@switchyard/application';
import { type Column, DataTable, EmptyState, Money, RelativeTime, StatusBadge } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import { Eye } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { percent } from './eval-words.ts';

const measured = (mean: number | null, count: number): string =>
  mean === null ? '–' : `${percent(mean)} of ${count.toLocaleString('en-US')}`;

const columns: readonly Column<Watch>[] = [
  { key: 'task', header: 'Task', cell: ({ taskName }) => taskName, width: '26%' },
  {
    key: 'state',
    header: 'State',
    cell: ({ driftedAt }) =>
      driftedAt === null ? (
        <StatusBadge status="completed" look="plain">
          As expected
        </StatusBadge>
      ) : (
        <StatusBadge status="warning" look="plain">
          Worse, <RelativeTime at={driftedAt} />
        </StatusBadge>
      ),
  },
  {
    key: 'graded',
    header: 'Graded again',
    align: 'end',
    cell: ({ regradeShare, meanScore, graded }) => (
      <span className="tabular-nums" title={`${percent(regradeShare)} of calls`}>
        {measured(meanScore, graded)}
      </span>
    ),
  },
  {
    key: 'shadow',
    header: 'In the shadow',
    align: 'end',
    cell: ({ shadowRef, shadowShare, shadowMeanScore, shadowed }) => (
      <span
        className="tabular-nums"
        title={shadowRef === null ? 'Nobody' : `${shadowRef}, ${percent(shadowShare)} of calls`}
      >
        {shadowRef === null ? 'nobody' : measured(shadowMeanScore, shadowed)}
      </span>
    ),
    isHiddenOnPhone: true,
  },
  {
    key: 'cost',
    header: 'Cost',
    align: 'end',
    cell: ({ costMicroUsd }) => <Money microUsd={costMicroUsd} />,
    isHiddenOnPhone: true,
  },
];

/** Tasks whose answers are looked at again in production; a row opens its setting. */
export const WatchTable = ({ action, onOpen }: { action: ReactNode; onOpen: ((watch: Watch) => void) | undefined }) => {
  const api = useTRPC();
  const watches = useQuery(api.evals.watches.list.queryOptions());
  return (
    <DataTable
      caption="Looked at again in production"
      columns={columns}
      rows={watches.data?.items ?? []}
      rowKey={({ taskSlug }) => taskSlug}
      onOpen={onOpen}
      isLoading={watches.isPending}
      hasRowKeys={false}
      empty={
        <EmptyState
          icon={Eye}
          title="Nothing is looked at again"
          description="Have a share of production’s answers graded afterwards, or answered by a challenger in the shadow. No step waits for it."
          action={action}
        />
      }
    />
  );
};
