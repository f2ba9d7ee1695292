import { useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/client.tsx';

/** Asks again for everything that shows runs, after one was changed. */
export const useRunRefresh = (): (() => Promise<unknown>) => {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: trpc.runs.pathKey() }),
      queries.invalidateQueries({ queryKey: trpc.attention.pathKey() }),
      queries.invalidateQueries({ queryKey: trpc.bulk.pathKey() }),
    ]);
};
