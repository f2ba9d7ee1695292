'use client';

import type { DatasetSummary } from '@switchyard/application';
import { Badge, type Column, DataTable, EmptyState, RelativeTime } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import { Database } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTRPC } from '../../trpc/client.tsx';

const columns: readonly Column<DatasetSummary>[] = [
  { key: 'name', header: 'Dataset', cell: ({ name }) => name, width: '34%' },
  { key: 'task', header: 'Task', cell: ({ taskName }) => taskName, isHiddenOnPhone: true },
  { key: 'class', header: 'Data', cell: ({ dataClass }) => <Badge>{dataClass}</Badge>, isHiddenOnPhone: true },
  {
    key: 'cases',
    header: 'Cases',
    align: 'end',
    cell: ({ cases, labelled }) => (
      <span className="tabular-nums" title={`${labelled} say what is right`}>
        {cases.toLocaleString('en-US')}
      </span>
    ),
  },
  {
    key: 'when',
    header: 'Made',
    align: 'end',
    cell: ({ createdAt }) => <RelativeTime at={createdAt} className="text-muted" />,
    isHiddenOnPhone: true,
  },
];

/** Every dataset with its size. */
export const DatasetTable = ({ action }: { action: ReactNode }) => {
  const api = useTRPC();
  const datasets = useQuery(api.evals.datasets.list.queryOptions({ limit: 200 }));
  return (
    <DataTable
      caption="Datasets"
      columns={columns}
      rows={datasets.data?.items ?? []}
      rowKey={({ id }) => id}
      rowHref={({ id }) => `/evals/datasets/${id}`}
      isLoading={datasets.isPending}
      hasRowKeys={false}
      empty={
        <EmptyState
          icon={Database}
          title="No dataset yet"
          description="Inputs with the answers that are right: from a file, from what people corrected, or from what was approved."
          action={action}
        />
      }
    />
  );
};
