import { defaultShouldDehydrateQuery, MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { isShort } from './while-short.ts';

/**
 * Server-rendered data stays fresh long enough that hydration does not fetch it again.
 * @param onError told of every failed query and mutation, beside whoever asked.
 */
export const createQueryClient = (onError: (error: unknown) => void = () => undefined) =>
  new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      // A machine without a network still reaches a server of its own, and a request that cannot leave says so at once.
      queries: {
        networkMode: 'always',
        refetchOnReconnect: true,
        staleTime: 10_000,
        retry: 1,
        refetchOnWindowFocus: isShort,
      },
      mutations: { networkMode: 'always' },
      dehydrate: {
        shouldDehydrateQuery: (query) => defaultShouldDehydrateQuery(query) || query.state.status === 'pending',
      },
    },
  });
