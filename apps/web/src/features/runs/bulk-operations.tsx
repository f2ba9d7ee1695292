'use client';

import type { BulkOperation } from '@switchyard/application';
import { Button, RelativeTime, toast } from '@switchyard/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { BulkProgress } from './bulk-progress.tsx';
import { bulkWords } from './bulk-words.ts';
import { useRunRefresh } from './use-run-refresh.ts';

const shownForMs = 10 * 60_000;
const shownMax = 3;

const isCurrent = ({ status, finishedAt }: BulkOperation): boolean =>
  status === 'running' || (finishedAt !== null && Date.now() - Date.parse(finishedAt) < shownForMs);

/** Bulk operations under way, whoever asked for them, and what the latest came to. */
export const BulkOperations = ({ canOperate }: { canOperate: boolean }) => {
  const trpc = useTRPC();
  const refresh = useRunRefresh();
  const { data } = useQuery({
    ...trpc.bulk.list.queryOptions(),
    refetchInterval: ({ state }) => (state.data?.items.some(({ status }) => status === 'running') ? 2000 : 10_000),
  });
  const stop = useMutation(
    trpc.bulk.stop.mutationOptions({
      onSettled: refresh,
      onError: ({ message }) => toast.failed(message),
    }),
  );
  const running = data?.items.filter(({ status }) => status === 'running').length ?? 0;
  const before = useRef(0);
  // What it did has gone from the lists, which are long and not asked for by themselves.
  const onEnded = useEffectEvent(() => void refresh());
  useEffect(() => {
    if (running < before.current) onEnded();
    before.current = running;
  }, [running]);
  const shown = data?.items.filter(isCurrent).slice(0, shownMax) ?? [];
  return shown.map((operation) => (
    <section
      key={operation.id}
      aria-label={`${bulkWords[operation.kind].name} by ${operation.requestedBy}`}
      className="flex items-start gap-3 rounded-sm border border-line bg-surface p-3"
    >
      <div className="flex min-w-0 flex-1 flex-col gap-2">
        <p className="text-ink text-sm">
          {bulkWords[operation.kind].name} by {operation.requestedBy},{' '}
          <RelativeTime at={operation.requestedAt} className="text-muted" />
        </p>
        <BulkProgress operation={operation} />
      </div>
      {canOperate && operation.status === 'running' ? (
        <Button size="sm" isPending={stop.isPending} onClick={() => stop.mutate({ id: operation.id })}>
          Stop
        </Button>
      ) : null}
    </section>
  ));
};
