'use client';

import { PageBody, PageHeader, Skeleton } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useMemo } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { ReadError } from '../../trpc/read-error.tsx';
import { toLoadedDraft, useBuilderApi } from './use-builder-api.ts';

const CanvasSkeleton = () => <Skeleton className="h-(--page-height) w-full rounded-none" />;
const Builder = dynamic(() => import('./builder.tsx').then((module) => module.Builder), {
  ssr: false,
  loading: CanvasSkeleton,
});

/** Loads what the builder needs, once per visit, so that it never begins on somebody's older draft. */
export const BuilderPage = ({ slug, canPublish }: { slug: string; canPublish: boolean }) => {
  const trpc = useTRPC();
  const workflow = useQuery({ ...trpc.workflows.get.queryOptions({ slug }), gcTime: 0, refetchOnWindowFocus: false });
  const references = useQuery(trpc.workflows.references.queryOptions());
  const api = useBuilderApi(slug);
  const loaded = useMemo(() => (workflow.data ? toLoadedDraft(workflow.data) : undefined), [workflow.data]);
  const known = useMemo(() => {
    if (!references.data) return {};
    const tasks = references.data.tasks.map((task) => ({ ...task }));
    return { ...references.data, tasks };
  }, [references.data]);
  // Only what was never read: a draft being edited stays open, whatever a later reading says.
  const unread = [workflow, references].find(({ isLoadingError }) => isLoadingError);
  if (unread) {
    return (
      <>
        <PageHeader breadcrumbs={[{ label: 'Workflows', href: '/workflows' }, { label: slug }]} title={slug} />
        <PageBody>
          <ReadError query={unread} title="This workflow cannot be opened" />
        </PageBody>
      </>
    );
  }
  if (!loaded || references.isPending) {
    return (
      <>
        <PageHeader
          isCompact
          breadcrumbs={[{ label: 'Workflows', href: '/workflows' }, { label: '…' }]}
          title="Builder"
        />
        <CanvasSkeleton />
      </>
    );
  }
  return (
    <Builder
      key={slug}
      api={api}
      loaded={loaded}
      references={known}
      canPublish={canPublish}
      onPublished={() => void workflow.refetch()}
    />
  );
};
