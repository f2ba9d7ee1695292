'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/client.tsx';
import { whileShort } from '../../trpc/while-short.ts';
import { useDebounced } from '../audit/use-debounced.ts';
import { type InboxAddress, type InboxFilter, toListInput } from './inbox-address.ts';

const refreshMs = 15_000;
/** Between two keys of somebody who types. */
const settleMs = 200;

const isOfFilter = (input: unknown, filter: InboxFilter): boolean =>
  typeof input === 'object' && input !== null && 'filter' in input && input.filter === filter;

/** The list in pages; refreshed while one looks at it, because others decide too. What is shown stays while one types. */
export const useInboxList = (address: InboxAddress) => {
  const trpc = useTRPC();
  const { filter, workflow } = address;
  const input = toListInput({ filter, workflow, q: useDebounced(address.q, settleMs) });
  const query = useInfiniteQuery(
    trpc.inbox.list.infiniteQueryOptions(input, {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      refetchInterval: whileShort(refreshMs),
      placeholderData: (before, previous) => (isOfFilter(previous?.queryKey[1]?.input, filter) ? before : undefined),
    }),
  );
  return { query, entries: query.data?.pages.flatMap((page) => page.items) ?? [] };
};

export type InboxListEntry = ReturnType<typeof useInboxList>['entries'][number];
