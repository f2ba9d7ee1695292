import { useMutation, useQuery } from '@tanstack/react-query';
import type { inferProcedureInput } from '@trpc/server';
import { useState } from 'react';
import type { AppRouter } from '../../server/router.ts';
import { useTRPC } from '../../trpc/client.tsx';
import { newKey } from '../../trpc/new-key.ts';
import { useRunRefresh } from './use-run-refresh.ts';
import type { RerunVersion } from './version-field.tsx';

/** What is to be done, and to what. */
export type BulkRequest = inferProcedureInput<AppRouter['bulk']['preview']>;

/** How often a bulk operation under way is asked how far it is. */
const lookEveryMs = 1000;

/** Asks for a bulk operation once, however often it is pressed, and follows it; workers go on without this page. */
export const useBulkOperation = (request: BulkRequest, version: RerunVersion, reason: string) => {
  const trpc = useTRPC();
  const refresh = useRunRefresh();
  const [id] = useState(newKey);
  const start = useMutation(trpc.bulk.start.mutationOptions({ onSuccess: refresh }));
  const stop = useMutation(trpc.bulk.stop.mutationOptions({ onSettled: refresh }));
  const followed = useQuery({
    ...trpc.bulk.get.queryOptions({ id }),
    enabled: start.isSuccess,
    refetchInterval: ({ state }) => (state.data === undefined || state.data.status === 'running' ? lookEveryMs : false),
  });
  const operation = followed.data ?? start.data ?? null;
  return {
    operation,
    isStarting: start.isPending,
    isStopping: stop.isPending,
    error: start.error?.message ?? stop.error?.message ?? null,
    begin: () =>
      start.mutate(request.kind === 'retry' ? { ...request, id, version, reason } : { ...request, id, reason }),
    stop: () => stop.mutate({ id }),
  };
};
