import { useMutation, useQuery } from '@tanstack/react-query';
import type { inferProcedureInput } from '@trpc/server';
import { useState } from 'react';
import type { AppRouter } from '../../server/router.ts';
import { useTRPC } from '../../trpc/client.tsx';
import { newKey } from '../../trpc/new-key.ts';
import { useRunRefresh } from './use-run-refresh.ts';
import type { RerunVersion } from './version-field.tsx';

export type BulkFilter = inferProcedureInput<AppRouter['attention']['previewRetry']>;

/** How often a bulk retry under way is asked how far it is. */
const lookEveryMs = 1000;

/** Asks for a bulk retry once, however often it is pressed, and follows it; workers go on without this page. */
export const useBulkRetry = (filter: BulkFilter, version: RerunVersion, reason: string) => {
  const trpc = useTRPC();
  const refresh = useRunRefresh();
  const [id] = useState(newKey);
  const start = useMutation(trpc.attention.startRetry.mutationOptions({ onSuccess: refresh }));
  const stop = useMutation(trpc.attention.cancelRetry.mutationOptions({ onSettled: refresh }));
  const followed = useQuery({
    ...trpc.attention.getRetry.queryOptions({ id }),
    enabled: start.isSuccess,
    refetchInterval: ({ state }) => (state.data === undefined || state.data.status === 'running' ? lookEveryMs : false),
  });
  const operation = followed.data ?? start.data ?? null;
  return {
    operation,
    isStarting: start.isPending,
    isStopping: stop.isPending,
    error: start.error?.message ?? stop.error?.message ?? null,
    begin: () => start.mutate({ id, filter, version, reason }),
    stop: () => stop.mutate({ id }),
  };
};
