'use client';

import type { ClassifierDetail } from '@switchyard/application';
import { EmptyState, Link, Skeleton, Stat, StatRow } from '@switchyard/ui';
import { CircleSlash } from 'lucide-react';
import { ReadError } from '../../trpc/read-error.tsx';
import { CasesSection } from './cases-section.tsx';
import { count, coverageOf, percent, precisionOf } from './classifier-words.ts';
import { ScheduleSection } from './schedule-section.tsx';
import { TrainingSection } from './training-section.tsx';
import { useClassifier, useClassifierActions } from './use-classifier.ts';
import { VersionsSection } from './versions-section.tsx';

const Summary = ({ classifier }: { classifier: ClassifierDetail }) => {
  const adopted = classifier.versions.find(({ isAdopted }) => isAdopted);
  const precision = adopted ? precisionOf(adopted) : null;
  return (
    <StatRow>
      <Stat label="Answers now" value={adopted ? `v${adopted.number}` : 'nobody'} hint={classifier.labelField} />
      <Stat label="Of inputs it answers" value={adopted ? percent(coverageOf(adopted)) : '–'} hint="the rest goes on" />
      <Stat
        label="Of its answers right"
        value={precision === null ? '–' : percent(precision)}
        hint={adopted ? `target ${percent(adopted.evaluation.precisionTarget)}` : null}
      />
      <Stat label="Labelled cases" value={count(classifier.caseCount)} hint={`${classifier.labels.length} labels`} />
    </StatRow>
  );
};

const NoSupplier = () => (
  <p role="status" className="rounded-md border border-line bg-waiting-soft px-4 py-3 text-sm text-waiting">
    No supplier of kind classifier is registered and on, so no version is asked yet.{' '}
    <Link href="/suppliers" className="underline">
      Add one under Suppliers
    </Link>
    .
  </p>
);

/** The local classifier of a task: what it learns from, how good it is, which version answers. */
export const ClassifierTab = ({ slug, canEdit }: { slug: string; canEdit: boolean }) => {
  const query = useClassifier(slug);
  const actions = useClassifierActions(slug);
  const { data } = query;
  if (query.isLoadingError) return <ReadError query={query} title="The classifier cannot be shown" />;
  if (!data) return <Skeleton className="h-60 w-full" />;
  if (data.labelField === null) {
    return <EmptyState icon={CircleSlash} title="No classifier can do this task" description={data.obstacle} />;
  }
  return (
    <div className="flex flex-col gap-8">
      {data.hasSupplier ? null : <NoSupplier />}
      <Summary classifier={data} />
      <TrainingSection classifier={data} actions={actions} canEdit={canEdit} />
      <VersionsSection classifier={data} actions={actions} canEdit={canEdit} />
      <CasesSection slug={slug} classifier={data} actions={actions} canEdit={canEdit} />
      {canEdit ? <ScheduleSection classifier={data} actions={actions} /> : null}
    </div>
  );
};
