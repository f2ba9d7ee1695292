'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/client.tsx';
import { whileShort } from '../../trpc/while-short.ts';
import type { InboxFilter } from './inbox-path.ts';

const refreshMs = 15_000;

/** The list in pages; refreshed while one looks at it, because others decide too. */
export const useInboxList = (filter: InboxFilter) => {
  const trpc = useTRPC();
  const query = useInfiniteQuery(
    trpc.inbox.list.infiniteQueryOptions(
      { filter, limit: 50 },
      { getNextPageParam: (page) => page.nextCursor ?? undefined, refetchInterval: whileShort(refreshMs) },
    ),
  );
  return { query, entries: query.data?.pages.flatMap((page) => page.items) ?? [] };
};

export type InboxListEntry = ReturnType<typeof useInboxList>['entries'][number];
