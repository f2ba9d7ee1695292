'use client';

import type { WorkflowSummary } from '@switchyard/application';
import {
  Badge,
  Button,
  type Column,
  EmptyState,
  FilterBar,
  Link,
  PageBody,
  PageHeader,
  RelativeTime,
  StatusBadge,
} from '@switchyard/ui';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Plus, SearchX, Workflow } from 'lucide-react';
import { parseAsBoolean, parseAsString, useQueryStates } from 'nuqs';
import { type ReactNode, useDeferredValue } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { QueryTable } from '../../trpc/query-table.tsx';

const columns: readonly Column<WorkflowSummary>[] = [
  {
    key: 'name',
    header: 'Workflow',
    width: '40%',
    cell: ({ name, description }) => (
      <span title={description}>
        <span className="font-medium text-ink">{name}</span>
        {description ? <span className="ml-2 text-muted max-lg:hidden">{description}</span> : null}
      </span>
    ),
  },
  {
    key: 'version',
    header: 'Version',
    cell: ({ versionNumber, hasUnpublishedChanges }) => (
      <span className="inline-flex items-center gap-1.5">
        {versionNumber === null ? (
          <StatusBadge status="draft" look="plain" />
        ) : (
          <StatusBadge status="published" look="plain">{`v${versionNumber}`}</StatusBadge>
        )}
        {versionNumber !== null && hasUnpublishedChanges ? <Badge tone="waiting">Unpublished changes</Badge> : null}
      </span>
    ),
  },
  {
    key: 'triggers',
    header: 'Started by',
    isHiddenOnPhone: true,
    cell: ({ triggers }) => <span className="text-muted">{[...new Set(triggers)].join(', ') || 'nothing yet'}</span>,
  },
  {
    key: 'run',
    header: 'Last run',
    isHiddenOnPhone: true,
    cell: ({ lastRun }) =>
      lastRun ? (
        <span className="inline-flex items-center gap-2">
          <StatusBadge status={lastRun.status} look="plain" />
          <RelativeTime at={lastRun.createdAt} className="text-muted" />
        </span>
      ) : (
        <span className="text-faint">never</span>
      ),
  },
  {
    key: 'edited',
    header: 'Edited',
    align: 'end',
    isHiddenOnPhone: true,
    cell: ({ draftUpdatedAt }) => <RelativeTime at={draftUpdatedAt} className="text-muted" />,
  },
];

const parsers = { q: parseAsString.withDefault(''), archived: parseAsBoolean.withDefault(false) };

/** Every process of the organisation. */
export const WorkflowList = ({ canEdit }: { canEdit: boolean }) => {
  const trpc = useTRPC();
  const [{ q, archived }, setFilter] = useQueryStates(parsers);
  const search = useDeferredValue(q);
  const workflows = useInfiniteQuery(
    trpc.workflows.list.infiniteQueryOptions(
      { search, isArchived: archived },
      { getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined, placeholderData: (before) => before },
    ),
  );
  const isFiltered = q !== '' || archived;
  const newButton = canEdit ? (
    <Button variant="primary" asChild>
      <Link href="/workflows/new">
        <Plus aria-hidden />
        New workflow
      </Link>
    </Button>
  ) : null;
  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: 'Workflows' }]}
        title="Workflows"
        description="How work is really done here: mapped, versioned, run."
        actions={newButton}
      />
      <PageBody>
        <div className="flex flex-col gap-4">
          <FilterBar
            query={q}
            onQueryChange={(next) => void setFilter({ q: next })}
            placeholder="Search by name"
            isFiltered={isFiltered}
            onClear={() => void setFilter({ q: '', archived: false })}
          >
            <Button aria-pressed={archived} onClick={() => void setFilter({ archived: !archived })}>
              {archived ? 'Showing archived' : 'Show archived'}
            </Button>
          </FilterBar>
          <QueryTable
            query={workflows}
            unreadable="Workflows could not be loaded"
            caption="Workflows, newest first"
            columns={columns}
            rows={workflows.data?.pages.flatMap(({ items }) => items) ?? []}
            rowKey={({ id }) => id}
            rowHref={({ slug }) => `/workflows/${slug}`}
            empty={isFiltered ? <NothingFound /> : <NoWorkflows action={newButton} />}
          />
        </div>
      </PageBody>
    </>
  );
};

const NothingFound = () => (
  <EmptyState icon={SearchX} title="No workflow fits" description="Search looks at names and keys." />
);

const NoWorkflows = ({ action }: { action: ReactNode }) => (
  <EmptyState
    icon={Workflow}
    title="No workflow yet"
    description="Map one process from beginning to end: what comes in, who does what, who must say yes. Begin blank, from a template or from a file."
    action={action}
  />
);
