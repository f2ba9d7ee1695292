'use client';

import type { TaskSummary } from '@switchyard/application';
import { Badge, Button, type Column, EmptyState, Money, PageBody, PageHeader, StatusBadge } from '@switchyard/ui';
import { useInfiniteQuery } from '@tanstack/react-query';
import { ListChecks, Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { QueryTable } from '../../trpc/query-table.tsx';

// Arrives after the list: it brings the schema library along.
const AddTaskDialog = dynamic(() => import('./add-task-dialog.tsx').then((module) => module.AddTaskDialog), {
  ssr: false,
});

const Accepted = ({ task: { receipts, acceptedReceipts } }: { task: TaskSummary }) =>
  receipts === 0 ? (
    <span className="text-faint">–</span>
  ) : (
    <span className="tabular-nums" title={`${acceptedReceipts} of ${receipts} without a person`}>
      {Math.round((acceptedReceipts / receipts) * 100)} % of {receipts.toLocaleString('en-US')}
    </span>
  );

const columns: readonly Column<TaskSummary>[] = [
  { key: 'name', header: 'Task', cell: ({ name }) => name, width: '34%' },
  {
    key: 'state',
    header: 'Version',
    cell: ({ versionNumber }) =>
      versionNumber === null ? (
        <StatusBadge status="draft" look="plain" />
      ) : (
        <span className="text-muted tabular-nums">v{versionNumber}</span>
      ),
    isHiddenOnPhone: true,
  },
  { key: 'class', header: 'Data', cell: ({ dataClass }) => <Badge>{dataClass}</Badge>, isHiddenOnPhone: true },
  {
    key: 'checks',
    header: 'Checks',
    align: 'end',
    cell: ({ checkCount }) => <span className="tabular-nums">{checkCount}</span>,
    isHiddenOnPhone: true,
  },
  {
    key: 'accepted',
    header: 'Done without a person, 30 days',
    align: 'end',
    cell: (task) => <Accepted task={task} />,
    isHiddenOnPhone: true,
  },
  { key: 'cost', header: 'Cost, 30 days', align: 'end', cell: ({ costMicroUsd }) => <Money microUsd={costMicroUsd} /> },
];

/** Every typed AI job, with how it did lately. */
export const TaskList = ({ canEdit }: { canEdit: boolean }) => {
  const api = useTRPC();
  const [isAdding, setIsAdding] = useState(false);
  const tasks = useInfiniteQuery(
    api.tasks.list.infiniteQueryOptions(
      { limit: 100 },
      { getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined },
    ),
  );
  const add = (
    <Button variant="primary" onClick={() => setIsAdding(true)}>
      <Plus aria-hidden />
      New task
    </Button>
  );
  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: 'Tasks' }]}
        title="Tasks"
        description="Typed AI jobs: what goes in, what comes out, and the checks that say when it is done."
        actions={canEdit ? add : null}
      />
      <PageBody>
        <QueryTable
          query={tasks}
          unreadable="The tasks cannot be read"
          caption="Tasks"
          columns={columns}
          rows={tasks.data?.pages.flatMap(({ items }) => items) ?? []}
          rowKey={({ id }) => id}
          rowHref={({ slug }) => `/tasks/${slug}`}
          empty={
            <EmptyState
              icon={ListChecks}
              title="No tasks yet"
              description="A task says once what an AI step is to do and how to tell that it is done. Any process can then use it."
              action={canEdit ? add : null}
            />
          }
        />
      </PageBody>
      <AddTaskDialog isOpen={isAdding} onOpenChange={setIsAdding} />
    </>
  );
};
