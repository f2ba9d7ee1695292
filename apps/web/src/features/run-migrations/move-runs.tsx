'use client';

import { Button, EmptyState, ErrorState, Link, PageBody, PageHeader, Skeleton } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import { GitCompareArrows } from 'lucide-react';
import { parseAsString, useQueryState } from 'nuqs';
import { useTRPC } from '../../trpc/client.tsx';
import { ReadError } from '../../trpc/read-error.tsx';
import { EarlierMigrations } from './earlier-migrations.tsx';
import { MigrationView } from './migration-view.tsx';
import { TermsForm } from './terms-form.tsx';
import { useMigration } from './use-migration.ts';

/** Brings running runs of a workflow to another version: choose, look, agree, watch. */
export const MoveRuns = ({ slug, mayReadAudit }: { slug: string; mayReadAudit: boolean }) => {
  const trpc = useTRPC();
  const [migrationId, setMigrationId] = useQueryState('migration', parseAsString);
  const workflow = useQuery(trpc.workflows.get.queryOptions({ slug }));
  const versions = useQuery(trpc.workflows.versions.queryOptions({ slug, limit: 100 }));
  const migration = useQuery(
    trpc.runMigrations.get.queryOptions(
      { migrationId: migrationId ?? '', limit: 1 },
      { enabled: migrationId !== null },
    ),
  );
  const { progress, isWorking, error, plan, goOnPlanning, apply } = useMigration((id) => void setMigrationId(id));
  const name = workflow.data?.name ?? slug;
  const unread = versions.error ? versions : migration;
  const { data: shown } = migration;
  return (
    <>
      <PageHeader
        title={`Move running runs of ${name}`}
        breadcrumbs={[
          { label: 'Workflows', href: '/workflows' },
          { label: name, href: `/workflows/${slug}` },
          { label: 'Versions', href: `/workflows/${slug}/versions` },
          { label: 'Move runs' },
        ]}
      />
      <PageBody>
        {versions.isPending ? <Skeleton className="h-40 w-full max-w-2xl" /> : null}
        <ReadError query={unread} title="This cannot be read" />
        {error ? (
          <ErrorState title="It did not go on" safe="Whatever was done until now is kept." todo={error} />
        ) : null}
        {versions.data && versions.data.items.length < 2 ? <OneVersion slug={slug} /> : null}
        {versions.data && versions.data.items.length > 1 ? (
          <TermsForm
            slug={slug}
            versions={versions.data.items}
            isPending={isWorking}
            onPlan={(terms) => void plan(terms)}
          />
        ) : null}
        {shown && migrationId !== null ? (
          <MigrationView
            migration={shown}
            progress={progress}
            isWorking={isWorking}
            mayReadAudit={mayReadAudit}
            onGoOn={() => void goOnPlanning(shown)}
            onApply={(isRetry) => void apply(shown, isRetry)}
          />
        ) : null}
        <EarlierMigrations slug={slug} current={migrationId} />
      </PageBody>
    </>
  );
};

const OneVersion = ({ slug }: { slug: string }) => (
  <EmptyState
    icon={GitCompareArrows}
    title="There is nowhere to move runs to"
    description="Runs can be moved once the workflow has two published versions."
    action={
      <Button asChild>
        <Link href={`/workflows/${slug}`}>Open the builder</Link>
      </Button>
    }
  />
);
