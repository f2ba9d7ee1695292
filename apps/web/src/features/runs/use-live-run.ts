import { isTerminalRunStatus } from '@switchyard/domain';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { oneAtATime } from './one-at-a-time.ts';

const pollEveryMs = 3000;

/** A run as it is now: told of each change by the server, asking by itself when that connection is lost. */
export const useLiveRun = (runId: string) => {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [isPolling, setIsPolling] = useState(false);
  const options = trpc.runs.get.queryOptions({ runId });
  const run = useQuery({
    ...options,
    refetchInterval: ({ state }) =>
      isPolling && state.data && !isTerminalRunStatus(state.data.status) ? pollEveryMs : false,
  });
  const isOver = run.data !== undefined && isTerminalRunStatus(run.data.status);
  const isKnown = run.data !== undefined;
  const queryHash = JSON.stringify(options.queryKey);
  useEffect(() => {
    if (!isKnown || isOver) return;
    const events = new EventSource(`/api/runs/${runId}/events`);
    // Changes may come faster than a slow connection brings the run: none of them begins it anew.
    const read = oneAtATime(() => queries.invalidateQueries({ queryKey: JSON.parse(queryHash) }));
    const refresh = () => void read();
    events.addEventListener('change', () => {
      setIsPolling(false);
      refresh();
    });
    events.addEventListener('end', () => {
      events.close();
      refresh();
    });
    events.onerror = () => setIsPolling(true);
    return () => events.close();
  }, [runId, isKnown, isOver, queries, queryHash]);
  return run;
};
