import type { BulkBatch } from '@switchyard/application';
import { useMutation } from '@tanstack/react-query';
import type { inferProcedureInput } from '@trpc/server';
import { useRef, useState } from 'react';
import type { AppRouter } from '../../server/router.ts';
import { useTRPC } from '../../trpc/client.tsx';
import { newKey } from '../../trpc/new-key.ts';
import { useRunRefresh } from './use-run-refresh.ts';

export type BulkFilter = inferProcedureInput<AppRouter['attention']['previewRetry']>;
export type BulkProgress = Omit<BulkBatch, 'nextCursor'>;

const nothing: BulkProgress = { retried: 0, rerun: 0, refused: [] };

const add = (sum: BulkProgress, batch: BulkBatch): BulkProgress => ({
  retried: sum.retried + batch.retried,
  rerun: sum.rerun + batch.rerun,
  refused: [...sum.refused, ...batch.refused],
});

/** Goes through a bulk retry batch by batch; stopped or interrupted, it goes on where it was. */
export const useBulkRetry = (filter: BulkFilter, reason: string) => {
  const trpc = useTRPC();
  const refresh = useRunRefresh();
  const [bulkId] = useState(newKey);
  const [progress, setProgress] = useState<BulkProgress | null>(null);
  const [state, setState] = useState<'idle' | 'running' | 'done'>('idle');
  const [error, setError] = useState<string | null>(null);
  const cursor = useRef<string | null>(null);
  const isStopped = useRef(false);
  const { mutateAsync } = useMutation(trpc.attention.retry.mutationOptions());
  const begin = async (): Promise<void> => {
    isStopped.current = false;
    setError(null);
    setState('running');
    try {
      for (;;) {
        const batch = await mutateAsync({
          filter,
          bulkId,
          reason,
          ...(cursor.current ? { cursor: cursor.current } : {}),
        });
        setProgress((sum) => add(sum ?? nothing, batch));
        cursor.current = batch.nextCursor;
        if (batch.nextCursor === null) {
          setState('done');
          break;
        }
        if (isStopped.current) {
          setState('idle');
          break;
        }
      }
    } catch (thrown) {
      setError(thrown instanceof Error ? thrown.message : 'The server did not answer.');
      setState('idle');
    }
    await refresh();
  };
  const stop = () => {
    isStopped.current = true;
  };
  return { progress, isRunning: state === 'running', isDone: state === 'done', error, begin, stop };
};
