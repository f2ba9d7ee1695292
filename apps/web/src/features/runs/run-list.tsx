'use client';

import type { RunSummary } from '@switchyard/application';
import { runStatuses } from '@switchyard/domain';
import {
  Button,
  type Column,
  EmptyState,
  formatInstantsIn,
  Link,
  Money,
  PageBody,
  PageHeader,
  RelativeTime,
  Select,
  Sentence,
  StatusBadge,
  shortenId,
  statusLooks,
} from '@switchyard/ui';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Play, SearchX, TriangleAlert, X } from 'lucide-react';
import { parseAsBoolean, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useTRPC } from '../../trpc/client.tsx';
import { QueryTable } from '../../trpc/query-table.tsx';
import { whileShort } from '../../trpc/while-short.ts';
import { useWorkflowOptions } from './use-workflow-options.ts';

const columns: readonly Column<RunSummary>[] = [
  {
    key: 'workflow',
    header: 'Run',
    width: '26%',
    cell: ({ workflowName, versionNumber, id }) => (
      <span>
        <span className="font-medium text-ink">{workflowName}</span>
        <span className="ml-2 text-faint text-xs">v{versionNumber}</span>
        <span className="ml-2 font-mono text-muted text-xs">{shortenId(id)}</span>
      </span>
    ),
  },
  {
    key: 'status',
    header: 'Status',
    width: '150px',
    cell: ({ status, isSimulated }) => (
      <span className="inline-flex items-center gap-2">
        <StatusBadge status={status} look="plain" />
        {isSimulated ? (
          <StatusBadge status="simulated">
            <span className="max-sm:sr-only">Simulated</span>
          </StatusBadge>
        ) : null}
      </span>
    ),
  },
  {
    key: 'why',
    header: 'Where it stands',
    isHiddenOnPhone: true,
    cell: ({ wait, failure, outcome }) => (
      <span
        className={failure ? 'text-failed' : 'text-muted'}
        title={failure ?? (wait ? formatInstantsIn(`${wait.reason} ${wait.remedy}`) : (outcome ?? ''))}
      >
        <Sentence text={failure ?? wait?.reason ?? (outcome ? `Ended as “${outcome}”` : '')} />
      </span>
    ),
  },
  {
    key: 'by',
    header: 'Started by',
    width: '150px',
    isHiddenOnPhone: true,
    cell: ({ startedBy, trigger }) => <span className="text-muted">{startedBy || trigger}</span>,
  },
  {
    key: 'cost',
    header: 'Cost',
    align: 'end',
    width: '90px',
    isHiddenOnPhone: true,
    cell: ({ costMicroUsd }) =>
      costMicroUsd === 0 ? <span className="text-faint">—</span> : <Money microUsd={costMicroUsd} />,
  },
  {
    key: 'started',
    header: 'Started',
    align: 'end',
    width: '130px',
    isHiddenOnPhone: true,
    cell: ({ createdAt }) => <RelativeTime at={createdAt} className="text-muted" />,
  },
];

const parsers = {
  status: parseAsStringLiteral(runStatuses),
  workflow: parseAsString,
  from: parseAsString,
  to: parseAsString,
  ended: parseAsBoolean,
};
const noFilter = { status: null, workflow: null, from: null, to: null, ended: null };
const any = 'any';
const statusOptions = [
  { value: any, label: 'Any status' },
  ...runStatuses.map((status) => ({ value: status, label: statusLooks[status].word })),
];

/** Every run, newest first; each that does not move says why. */
export const RunList = ({ canStart }: { canStart: boolean }) => {
  const trpc = useTRPC();
  const [{ status, workflow, from, to, ended }, setFilter] = useQueryStates(parsers);
  const workflowOptions = useWorkflowOptions();
  const runs = useInfiniteQuery({
    ...trpc.runs.list.infiniteQueryOptions(
      {
        ...(status ? { status } : {}),
        ...(workflow ? { workflowSlug: workflow } : {}),
        ...(from ? { from } : {}),
        ...(to ? { to } : {}),
        ...(ended ? { isEnded: true } : {}),
      },
      { getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined, placeholderData: (before) => before },
    ),
    refetchInterval: whileShort(10_000),
  });
  const isFiltered = [status, workflow, from, to, ended].some((value) => value !== null);
  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: 'Runs' }]}
        title="Runs"
        description="What is running, what waits and why, and what it cost."
        actions={
          <Button asChild>
            <Link href="/runs/attention">
              <TriangleAlert aria-hidden />
              Needs attention
            </Link>
          </Button>
        }
      />
      <PageBody isWide>
        <div className="flex flex-col gap-4">
          <search className="flex flex-wrap items-center gap-2">
            <Select
              aria-label="Status"
              className="w-40"
              options={statusOptions}
              value={status ?? any}
              onChange={(next) => void setFilter({ status: runStatuses.find((each) => each === next) ?? null })}
            />
            <Select
              aria-label="Workflow"
              className="w-56"
              options={[{ value: any, label: 'Every workflow' }, ...workflowOptions]}
              value={workflow ?? any}
              onChange={(next) => void setFilter({ workflow: next === any ? null : next })}
            />
            {from || to ? (
              <span className="text-muted text-sm">
                begun {from === to ? `on ${from}` : `${from ?? '…'} – ${to ?? 'today'}`}
                {ended ? ', ended' : ''}
              </span>
            ) : null}
            {isFiltered ? (
              <Button variant="ghost" onClick={() => void setFilter(noFilter)}>
                <X aria-hidden />
                Clear
              </Button>
            ) : null}
          </search>
          <QueryTable
            query={runs}
            unreadable="Runs could not be loaded"
            caption="Runs, newest first"
            columns={columns}
            rows={runs.data?.pages.flatMap(({ items }) => items) ?? []}
            rowKey={({ id }) => id}
            rowHref={({ id }) => `/runs/${id}`}
            isEndless
            empty={isFiltered ? <NothingFound /> : <NoRuns canStart={canStart} />}
          />
        </div>
      </PageBody>
    </>
  );
};

const NothingFound = () => <EmptyState icon={SearchX} title="No run fits these filters" />;

const NoRuns = ({ canStart }: { canStart: boolean }) => (
  <EmptyState
    icon={Play}
    title="Nothing has run yet"
    description="A run is one execution of a published workflow: started by a form, the API, a webhook or a schedule."
    action={
      canStart ? (
        <Button asChild>
          <Link href="/workflows">Choose a workflow to run</Link>
        </Button>
      ) : null
    }
  />
);
