'use client';

import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTRPC } from '../trpc/client.tsx';
import { AppShell, type AppShellProps } from './app-shell.tsx';
import { useAppSearch } from './use-app-search.ts';

const refreshMs = 30_000;

/** The shell with live data: how many requests wait, how many runs need an operator, and what a search finds. */
export const SignedInShell = (props: Omit<AppShellProps, 'counts' | 'search'>) => {
  const api = useTRPC();
  const search = useAppSearch(props.permissions);
  const { data } = useQuery({
    ...api.inbox.count.queryOptions(),
    enabled: props.permissions.has('inbox.read'),
    refetchInterval: refreshMs,
  });
  const { data: attention } = useQuery({
    ...api.attention.count.queryOptions(),
    enabled: props.permissions.has('runs.operate'),
    refetchInterval: refreshMs,
  });
  const waiting = data?.count ?? 0;
  // The server counts no further than the badge shows: one more makes it say "and more".
  const stuck = (attention?.count ?? 0) + (attention?.isMore ? 1 : 0);
  const counts = useMemo(() => ({ inbox: waiting, runs: stuck }), [waiting, stuck]);
  return <AppShell {...props} counts={counts} search={search} />;
};
