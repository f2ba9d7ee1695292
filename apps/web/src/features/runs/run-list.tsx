'use client';

import type { RunSummary } from '@switchyard/application';
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
  Sentence,
  StatusBadge,
  shortenId,
  useNow,
} from '@switchyard/ui';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Play, SearchX, TriangleAlert } from 'lucide-react';
import { useQueryStates } from 'nuqs';
import { useTRPC } from '../../trpc/client.tsx';
import { QueryTable } from '../../trpc/query-table.tsx';
import { whileShort } from '../../trpc/while-short.ts';
import { BulkButton } from './bulk-button.tsx';
import { BulkOperations } from './bulk-operations.tsx';
import { runParsers, toCancelQuery, toRunQuery } from './run-filter.ts';
import { RunFilters } from './run-filters.tsx';

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

/** Every run, newest first; each that does not move says why. */
export const RunList = ({ canStart, canOperate }: { canStart: boolean; canOperate: boolean }) => {
  const trpc = useTRPC();
  const [filter, setFilter] = useQueryStates(runParsers);
  const now = useNow();
  const isRelative = filter.started !== null && filter.started !== 'between';
  const runs = useInfiniteQuery({
    ...trpc.runs.list.infiniteQueryOptions(toRunQuery(filter, now), {
      getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
      placeholderData: (before) => before,
    }),
    // The viewer's clock is not known before the page has been drawn.
    enabled: !isRelative || now > 0,
    refetchInterval: whileShort(10_000),
  });
  const isFiltered = Object.values(filter).some((value) => value !== null);
  const cancelled = canOperate && !(isRelative && now === 0) ? toCancelQuery(filter, now) : null;
  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: 'Runs' }]}
        title="Runs"
        description="What is running, what waits and why, and what it cost."
        actions={
          <>
            <Button asChild>
              <Link href="/runs/attention">
                <TriangleAlert aria-hidden />
                Needs attention
              </Link>
            </Button>
            {cancelled === null ? null : <BulkButton request={{ kind: 'cancel', filter: cancelled }} />}
          </>
        }
      />
      <PageBody isWide>
        <div className="flex flex-col gap-4">
          <BulkOperations canOperate={canOperate} />
          <RunFilters filter={filter} onChange={(change) => void setFilter(change)} />
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
