'use client';

import { Button, ErrorState, PageBody, PageHeader, Skeleton } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useMemo } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
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
  const error = workflow.error ?? references.error;
  if (error) {
    return (
      <>
        <PageHeader breadcrumbs={[{ label: 'Workflows', href: '/workflows' }, { label: slug }]} title={slug} />
        <PageBody>
          <ErrorState
            title="This workflow cannot be opened"
            safe="Nothing was changed."
            todo={error.message}
            action={<Button onClick={() => void workflow.refetch()}>Try again</Button>}
          />
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
