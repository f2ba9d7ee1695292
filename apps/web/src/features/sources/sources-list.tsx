'use client';

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
import { BookMarked, Plus } from 'lucide-react';
import { useQueryState } from 'nuqs';
import type { ReactNode } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { QueryTable } from '../../trpc/query-table.tsx';
import type { SourceSummaryData } from './source-types.ts';
import { authorityWord, kindWords, showLimit, statusOf } from './source-words.ts';

const columns: readonly Column<SourceSummaryData>[] = [
  { key: 'name', header: 'Source', cell: (source) => source.name, width: '28%' },
  { key: 'state', header: 'State', cell: (source) => <StatusBadge status={statusOf(source)} look="plain" /> },
  { key: 'kind', header: 'Kind', cell: (source) => kindWords[source.kind], isHiddenOnPhone: true },
  { key: 'authority', header: 'Authority', cell: (source) => authorityWord(source.authority), isHiddenOnPhone: true },
  { key: 'class', header: 'Data class', cell: (source) => <Badge>{source.dataClass}</Badge>, isHiddenOnPhone: true },
  { key: 'owner', header: 'Owner', cell: (source) => source.ownerName ?? 'Nobody', isHiddenOnPhone: true },
  {
    key: 'rows',
    header: 'Rows',
    align: 'end',
    cell: (source) => source.rowCount?.toLocaleString('en-US') ?? '–',
    isHiddenOnPhone: true,
  },
  {
    key: 'read',
    header: 'Read',
    cell: (source) => (source.lastCheckedAt === null ? 'Never' : <RelativeTime at={source.lastCheckedAt} />),
  },
  {
    key: 'limit',
    header: 'Fresh for',
    cell: (source) => showLimit(source.freshnessLimitMinutes),
    isHiddenOnPhone: true,
  },
];

/** Every registered source of truth, and whether it can be read right now. */
export const SourcesList = ({ mayEdit }: { mayEdit: boolean }) => {
  const trpc = useTRPC();
  const [search, setSearch] = useQueryState('q', { defaultValue: '' });
  const query = useInfiniteQuery(
    trpc.sources.list.infiniteQueryOptions(
      { limit: 100 },
      { getNextPageParam: (page) => page.nextCursor ?? undefined },
    ),
  );
  const all = query.data?.pages.flatMap((page) => page.items) ?? [];
  const wanted = search.trim().toLowerCase();
  const rows = all.filter(({ name, slug }) => name.toLowerCase().includes(wanted) || slug.includes(wanted));
  const register = (
    <Button variant="primary" asChild>
      <Link href="/sources/new">
        <Plus aria-hidden />
        Register a source
      </Link>
    </Button>
  );
  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: 'Sources' }]}
        title="Sources of truth"
        description="Where the data of your processes comes from: who answers for it, how far it may be trusted, and how old it may be."
        actions={mayEdit && all.length > 0 ? register : undefined}
      />
      <PageBody>
        <div className="flex flex-col gap-3">
          {all.length > 0 ? (
            <FilterBar
              query={search}
              onQueryChange={(next) => void setSearch(next)}
              placeholder="Filter by name or key"
            />
          ) : null}
          <QueryTable
            query={query}
            unreadable="The sources could not be loaded"
            caption="Sources of truth"
            columns={columns}
            rows={rows}
            rowKey={({ id }) => id}
            rowHref={({ slug }) => `/sources/${slug}`}
            empty={wanted === '' ? <NoSources action={mayEdit ? register : undefined} /> : <NoMatch />}
          />
        </div>
      </PageBody>
    </>
  );
};

const NoSources = ({ action }: { action: ReactNode }) => (
  <EmptyState
    icon={BookMarked}
    title="No source of truth is registered yet"
    description="Register a vendor list, a price table or an endpoint. A decision or task then names the sources it may read, and each run records the version it read."
    action={action}
  />
);

const NoMatch = () => (
  <EmptyState title="No source is called that" description="Clear the filter to see all of them." />
);
