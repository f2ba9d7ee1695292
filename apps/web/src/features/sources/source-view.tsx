'use client';

import { Button, ErrorState, Link, PageBody, PageHeader, Section, Skeleton, StatusBadge } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/client.tsx';
import { ReadError } from '../../trpc/read-error.tsx';
import { SourceActions } from './source-actions.tsx';
import { SourceFacts } from './source-facts.tsx';
import { SourceFields } from './source-fields.tsx';
import { SourcePreviewTable } from './source-preview-table.tsx';
import type { SourceDetailData } from './source-types.ts';
import { SourceVersions } from './source-versions.tsx';
import { statusOf } from './source-words.ts';

/** One source: what it says about itself, what it holds, who reads it. */
export const SourceView = ({ slug, mayEdit }: { slug: string; mayEdit: boolean }) => {
  const trpc = useTRPC();
  const query = useQuery(trpc.sources.get.queryOptions({ slug }));
  const breadcrumbs = [{ label: 'Sources', href: '/sources' }, { label: query.data?.name ?? slug }];
  if (query.isLoadingError) {
    return (
      <>
        <PageHeader breadcrumbs={breadcrumbs} title={slug} />
        <PageBody>
          <ReadError query={query} title="This source could not be shown" />
        </PageBody>
      </>
    );
  }
  if (query.isPending) {
    return (
      <>
        <PageHeader breadcrumbs={breadcrumbs} title={<Skeleton className="h-6 w-56" />} />
        <PageBody>
          <Skeleton className="h-40 w-full" />
          <Skeleton className="h-64 w-full" />
        </PageBody>
      </>
    );
  }
  const source = query.data;
  const mayChange = mayEdit && !source.isArchived;
  return (
    <>
      <PageHeader
        breadcrumbs={breadcrumbs}
        title={source.name}
        description={source.description === '' ? undefined : source.description}
        badges={
          source.isArchived ? (
            <StatusBadge status="withdrawn">Archived</StatusBadge>
          ) : (
            <StatusBadge status={statusOf(source)} />
          )
        }
        actions={mayChange ? <SourceActions source={source} /> : undefined}
      />
      <PageBody>
        <DownNotice source={source} />
        <div className="grid gap-8 lg:grid-cols-2">
          <SourceFacts source={source} />
          <SourceUses uses={source.uses} />
        </div>
        <SourceFields source={source} mayEdit={mayChange} />
        <SourcePreviewTable
          slug={slug}
          versionNumber={source.versionNumber}
          fieldNames={source.fields.map(({ name }) => name)}
        />
        <SourceVersions versions={source.versions} currentNumber={source.versionNumber} />
      </PageBody>
    </>
  );
};

const DownNotice = ({ source }: { source: SourceDetailData }) =>
  source.lastError === null ? null : (
    <ErrorState
      title="The source could not be read"
      safe={
        source.versionNumber === null
          ? 'It holds nothing yet.'
          : `Version ${source.versionNumber} stays current. ${source.isStale ? 'It is older than its limit, so steps that read it wait or fail.' : 'Steps go on reading it while it is fresh enough.'}`
      }
      todo={source.lastError.message}
    />
  );

const SourceUses = ({ uses }: { uses: SourceDetailData['uses'] }) => (
  <Section title="Read by">
    {uses.length === 0 ? (
      <p className="text-muted text-sm">
        No published process reads it yet. Name it in a task, decision or decision table of a workflow.
      </p>
    ) : (
      <ul className="flex flex-col divide-y divide-line rounded-md border border-line bg-surface">
        {uses.map((use) => (
          <li key={use.workflowSlug} className="flex flex-col gap-0.5 px-4 py-2.5 text-sm">
            <Link href={`/workflows/${use.workflowSlug}`} className="font-medium text-ink hover:underline">
              {use.workflowName}
            </Link>
            <span className="text-muted text-xs">
              {use.nodes.map(({ name, task }) => (task === null ? name : `${name} (task ${task})`)).join(', ')}
            </span>
          </li>
        ))}
      </ul>
    )}
    <Button variant="ghost" asChild className="self-start">
      <Link href="/workflows">Open workflows</Link>
    </Button>
  </Section>
);
