import { dehydrate, HydrationBoundary, type QueryFunction, type QueryKey } from '@tanstack/react-query';
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query';
import { cache, type ReactNode } from 'react';
import { createContext } from '../server/create-context.ts';
import { appRouter } from '../server/router.ts';
import { createQueryClient } from './query-client.ts';

const getQueryClient = cache(() => createQueryClient());

/** Query options for prefetching in server components: `await prefetch(api.runs.list.queryOptions({}))`. */
export const api = createTRPCOptionsProxy({ ctx: createContext, router: appRouter, queryClient: getQueryClient });

interface Prefetchable<Data, Key extends QueryKey> {
  readonly queryKey: Key;
  readonly queryFn?: QueryFunction<Data, Key> | undefined;
}

/** Loads what a client component will ask for. A failure is left to the client, which asks again and shows it. */
export const prefetch = async <Data, Key extends QueryKey>(options: Prefetchable<Data, Key>): Promise<void> => {
  const { queryKey, queryFn } = options;
  if (queryFn) await getQueryClient().prefetchQuery({ queryKey, queryFn });
};

interface PrefetchableList<Data, Key extends QueryKey, Cursor> {
  readonly queryKey: Key;
  readonly queryFn?: QueryFunction<Data, Key, Cursor> | undefined;
  readonly initialPageParam: Cursor;
}

/** The same for the first page of an infinite list. */
export const prefetchList = async <Data, Key extends QueryKey, Cursor>(
  options: PrefetchableList<Data, Key, Cursor>,
): Promise<void> => {
  const { queryKey, queryFn, initialPageParam } = options;
  if (queryFn) await getQueryClient().prefetchInfiniteQuery({ queryKey, queryFn, initialPageParam });
};

/** Hands what was prefetched to the client components beneath. */
export const Hydrated = ({ children }: { children: ReactNode }) => (
  <HydrationBoundary state={dehydrate(getQueryClient())}>{children}</HydrationBoundary>
);
