'use client';

import { cx, Link, LoadMore, Skeleton } from '@switchyard/ui';
import { useEffect, useRef } from 'react';
import { ReadError } from '../../trpc/read-error.tsx';
import { InboxEmpty } from './inbox-empty.tsx';
import { type InboxFilter, inboxFilters, inboxPath } from './inbox-path.ts';
import { InboxRow } from './inbox-row.tsx';
import type { InboxListEntry, useInboxList } from './use-inbox-list.ts';

const labels: Record<InboxFilter, string> = {
  mine: 'For me',
  others: 'Waits for others',
  decided: 'Decided',
  all: 'All open',
};

interface InboxListProps {
  readonly filter: InboxFilter;
  readonly query: ReturnType<typeof useInboxList>['query'];
  readonly entries: readonly InboxListEntry[];
  readonly selectedId: string | null;
  readonly onSelect: (id: string) => void;
}

/** The requests of one filter, oldest first; keeps the open one in view. */
export const InboxList = ({ filter, query, entries, selectedId, onSelect }: InboxListProps) => {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.querySelector(`[data-id="${selectedId}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [selectedId]);
  return (
    <>
      <nav aria-label="Which requests" className="flex shrink-0 gap-1 overflow-x-auto border-line border-b px-3 py-2">
        {inboxFilters.map((each) => (
          <Link
            key={each}
            href={inboxPath(null, each)}
            aria-current={each === filter ? 'page' : undefined}
            className={cx(
              'inline-flex h-7 shrink-0 items-center rounded-sm px-2 text-sm transition-colors max-sm:h-10',
              each === filter ? 'bg-sunken font-medium text-ink' : 'text-muted hover:text-ink',
            )}
          >
            {labels[each]}
          </Link>
        ))}
      </nav>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {query.isPending ? <ListSkeleton /> : null}
        <ReadError query={query} title="The inbox could not be loaded" className="m-3" />
        {query.isSuccess && entries.length === 0 ? (
          <div className="md:hidden">
            <InboxEmpty filter={filter} />
          </div>
        ) : null}
        <ul ref={list} aria-label={labels[filter]} aria-busy={query.isPending}>
          {entries.map((entry) => (
            // Thousands of them: those out of sight are not laid out.
            <li
              key={entry.id}
              data-id={entry.id}
              className="[contain-intrinsic-size:auto_76px] [content-visibility:auto]"
            >
              <InboxRow
                entry={entry}
                href={inboxPath(entry.id, filter)}
                isSelected={entry.id === selectedId}
                onSelect={onSelect}
              />
            </li>
          ))}
        </ul>
        {query.hasNextPage && !query.isFetchNextPageError ? (
          <LoadMore isAuto isLoading={query.isFetchingNextPage} onLoadMore={() => void query.fetchNextPage()} />
        ) : null}
      </div>
    </>
  );
};

const ListSkeleton = () => (
  <div role="status" aria-label="Loading">
    {['w-3/5', 'w-4/5', 'w-1/2', 'w-2/3', 'w-3/5'].map((width, index) => (
      <div key={index.toString()} className="flex flex-col gap-2 border-line border-b px-4 py-3">
        <Skeleton className={cx('h-3.5', width)} />
        <Skeleton className="h-3 w-2/5" />
      </div>
    ))}
  </div>
);
