'use client';

import { DataTable, type DataTableProps } from '@switchyard/ui';
import { type FailedRead, ReadError } from './read-error.tsx';

/** What of a query a table shows: of one that comes in pages, also the next. */
interface TableQuery extends FailedRead {
  readonly isPending: boolean;
  readonly isPlaceholderData: boolean;
  readonly hasNextPage?: boolean;
  readonly isFetchingNextPage?: boolean;
  readonly isFetchNextPageError?: boolean;
  readonly fetchNextPage?: () => unknown;
}

type QueryTableProps<Row> = Omit<
  DataTableProps<Row>,
  'isLoading' | 'isStale' | 'onLoadMore' | 'isLoadingMore' | 'className'
> & {
  readonly query: TableQuery;
  /** What cannot be read: "The budgets cannot be read". */
  readonly unreadable: string;
};

/** The rows of a query: its first load, its pages, its failures. Rows that were read stay when reading on, or again, fails. */
export const QueryTable = <Row,>({ query, unreadable, ...table }: QueryTableProps<Row>) => {
  if (query.error && query.data === undefined) return <ReadError query={query} title={unreadable} />;
  const readOn = query.fetchNextPage;
  const isStuck = query.isFetchNextPageError === true;
  return (
    // One child of its page: the gaps within are the same under a page that leaves gaps of its own and one that does not.
    <div className="flex min-w-0 flex-col gap-3">
      {isStuck ? null : <ReadError query={query} title={unreadable} />}
      <DataTable
        {...table}
        isLoading={query.isPending}
        isStale={query.isPlaceholderData}
        // Scrolling would ask again at once, and again: after a failure a person does.
        onLoadMore={query.hasNextPage && !isStuck ? () => void readOn?.() : undefined}
        isLoadingMore={query.isFetchingNextPage}
      />
      {isStuck && readOn ? <ReadError query={{ ...query, refetch: readOn }} title={unreadable} /> : null}
    </div>
  );
};
