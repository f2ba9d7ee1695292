'use client';

import { Button } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import { RotateCw } from 'lucide-react';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import type { toQuery } from './attention-filter.ts';
import { type BulkFilter, BulkRetryDialog } from './bulk-retry-dialog.tsx';

/** Retries whatever of the filter has failed, after saying what that is. Other kinds need a decision each. */
export const BulkRetryButton = ({ filter }: { filter: ReturnType<typeof toQuery> }) => {
  const trpc = useTRPC();
  const [isOpen, setIsOpen] = useState(false);
  const { kind, ...rest } = filter;
  const isRetriable = kind === undefined || kind === 'held' || kind === 'failed';
  const bulk: BulkFilter = kind === 'held' || kind === 'failed' ? { ...rest, kind } : rest;
  const preview = useQuery({ ...trpc.attention.previewRetry.queryOptions(bulk), enabled: isRetriable });
  const count = isRetriable ? (preview.data?.count ?? 0) : 0;
  return (
    <>
      <Button variant="primary" disabled={count === 0} onClick={() => setIsOpen(true)}>
        <RotateCw aria-hidden />
        Retry {count === 0 ? 'all' : `${count}${preview.data?.isMore ? '+' : ''}`}…
      </Button>
      {isOpen && preview.data ? (
        <BulkRetryDialog filter={bulk} preview={preview.data} onClose={() => setIsOpen(false)} />
      ) : null}
    </>
  );
};
