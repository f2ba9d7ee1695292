'use client';

import { cx, Link, LoadMore, Skeleton } from '@switchyard/ui';
import { type Ref, useEffect, useRef } from 'react';
import { ReadError } from '../../trpc/read-error.tsx';
import {
  type InboxAddress,
  type InboxFilter,
  inboxFilters,
  inboxPath,
  isNarrowed,
  notNarrowed,
} from './inbox-address.ts';
import { InboxEmpty } from './inbox-empty.tsx';
import { InboxRow } from './inbox-row.tsx';
import { InboxSearchBar } from './inbox-search-bar.tsx';
import type { InboxListEntry, useInboxList } from './use-inbox-list.ts';

const labels: Record<InboxFilter, string> = {
  mine: 'For me',
  others: 'Waits for others',
  decided: 'Decided',
  all: 'All open',
};

interface InboxListProps {
  readonly address: InboxAddress;
  readonly onNarrow: (change: Partial<InboxAddress>) => void;
  readonly query: ReturnType<typeof useInboxList>['query'];
  readonly entries: readonly InboxListEntry[];
  readonly selectedId: string | null;
  readonly onSelect: (id: string) => void;
  readonly emptyRef: Ref<HTMLElement>;
}

type Query = InboxListProps['query'];

/** How far a search has come, as a sentence. It goes on by itself as long as its end is in sight. */
const describeFound = (query: Query, count: number): string => {
  if (!query.isSuccess || query.isPlaceholderData) return 'Searching…';
  if (query.hasNextPage) return count === 0 ? 'Nothing so far, still looking…' : `${count} found so far`;
  return count === 0 ? 'Nothing found' : `${count} found`;
};

/** The requests of one filter, oldest first; keeps the open one in view. */
export const InboxList = ({ address, onNarrow, query, entries, selectedId, onSelect, emptyRef }: InboxListProps) => {
  const { filter } = address;
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
            href={inboxPath(null, { ...address, filter: each })}
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
      <InboxSearchBar
        address={address}
        onChange={onNarrow}
        found={isNarrowed(address) ? describeFound(query, entries.length) : ''}
      />
      <div className="min-h-0 flex-1 overflow-y-auto">
        {query.isPending ? <ListSkeleton /> : null}
        <ReadError query={query} title="The inbox could not be loaded" className="m-3" />
        {query.isSuccess && entries.length === 0 && !query.hasNextPage ? (
          <div className="md:hidden">
            <InboxEmpty ref={emptyRef} address={address} onClear={() => onNarrow(notNarrowed)} />
          </div>
        ) : null}
        <ul ref={list} aria-label={labels[filter]} aria-busy={query.isPending || query.isPlaceholderData}>
          {entries.map((entry) => (
            // Thousands of them: those out of sight are not laid out.
            <li
              key={entry.id}
              data-id={entry.id}
              className="[contain-intrinsic-size:auto_76px] [content-visibility:auto]"
            >
              <InboxRow
                entry={entry}
                href={inboxPath(entry.id, address)}
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
