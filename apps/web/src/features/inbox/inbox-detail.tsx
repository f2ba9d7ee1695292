'use client';

import { Skeleton } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import type { Ref } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { ReadError } from '../../trpc/read-error.tsx';
import { ApprovalDetail } from './approval-detail.tsx';

const WorkItemDetail = dynamic(() => import('./work-item-detail.tsx').then((module) => module.WorkItemDetail));

interface InboxDetailProps {
  readonly id: string;
  readonly onGone: () => void;
  readonly headingRef: Ref<HTMLHeadingElement>;
}

/** One request or work item, whichever the id names. Loading it never decides anything. */
export const InboxDetail = ({ id, onGone, headingRef }: InboxDetailProps) => {
  const trpc = useTRPC();
  const query = useQuery(trpc.inbox.get.queryOptions({ id }));
  if (query.isPending) return <DetailSkeleton />;
  if (query.isLoadingError) {
    return <ReadError query={query} title="This request could not be shown" className="m-4" />;
  }
  return query.data.kind === 'approval' ? (
    <ApprovalDetail item={query.data} onGone={onGone} headingRef={headingRef} />
  ) : (
    <WorkItemDetail item={query.data} onGone={onGone} headingRef={headingRef} />
  );
};

const DetailSkeleton = () => (
  <div role="status" aria-label="Loading" className="flex flex-col gap-4 p-6">
    <Skeleton className="h-6 w-2/3" />
    <Skeleton className="h-3 w-1/3" />
    <Skeleton className="h-20 w-full" />
    <Skeleton className="h-32 w-full" />
  </div>
);
