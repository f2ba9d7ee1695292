'use client';

import type { EvalDetail } from '@switchyard/application';
import {
  Badge,
  KeyValue,
  Link,
  PageBody,
  PageHeader,
  ProgressBar,
  Section,
  Skeleton,
  StatusBadge,
} from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/client.tsx';
import { ReadError } from '../../trpc/read-error.tsx';
import { ComparedCases } from './compared-cases.tsx';
import { ComparisonView } from './comparison-view.tsx';
import { EstimateView } from './estimate-view.tsx';
import { EvalActions } from './eval-actions.tsx';
import { percent, statusOf } from './eval-words.ts';
import { graderKinds } from './grader-draft.ts';

const refreshMs = 2000;

/** One evaluation: what was agreed to, how far it is, what the cases say, and what follows from it. */
export const EvalPage = ({ id, canManage }: { id: string; canManage: boolean }) => {
  const api = useTRPC();
  const query = useQuery(
    api.evals.get.queryOptions(
      { evalRunId: id },
      { refetchInterval: ({ state }) => (state.data?.status === 'running' ? refreshMs : false) },
    ),
  );
  if (query.data) return <LoadedEval run={query.data} canManage={canManage} />;
  return (
    <>
      <PageHeader breadcrumbs={[{ label: 'Evals', href: '/evals' }, { label: 'Evaluation' }]} title="Evaluation" />
      <PageBody>
        <ReadError query={query} title="This evaluation cannot be read" />
        {query.isPending ? <Skeleton className="h-60 w-full" /> : null}
      </PageBody>
    </>
  );
};

const LoadedEval = ({ run, canManage }: { run: EvalDetail; canManage: boolean }) => {
  const { status, arms, taskSlug, taskName, datasetId, datasetName, dataClass, progress, comparison, stopReason } = run;
  const { status: look, word } = statusOf[status];
  const title = arms.map(({ label }) => label).join(' → ');
  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: 'Evals', href: '/evals' }, { label: title }]}
        title={title}
        badges={
          <>
            <StatusBadge status={look}>{word}</StatusBadge>
            {run.isSimulated ? <StatusBadge status="simulated" /> : null}
          </>
        }
        description={`${run.purpose === 'regression' ? 'Two wordings of' : 'Two candidates for'} ${taskName}, planned by ${run.createdByLabel}.`}
        actions={canManage ? <EvalActions run={run} /> : null}
      />
      <PageBody>
        {stopReason ? (
          <p role="status" className="rounded-md border border-line bg-waiting-soft p-3 text-sm text-waiting">
            {stopReason} What is answered is kept; it goes on where it was.
          </p>
        ) : null}
        {status === 'planned' ? (
          <Section title="What it costs" description="Nobody has been asked yet.">
            <EstimateView estimate={run.estimate} caseCount={run.caseCount} />
          </Section>
        ) : (
          <Progress progress={progress} />
        )}
        {comparison.quality.cases > 0 ? <ComparisonView run={run} /> : null}
        <Section title="About">
          <KeyValue
            entries={[
              {
                label: 'Task',
                value: (
                  <Link href={`/tasks/${taskSlug}`} className="underline">
                    {taskName}
                  </Link>
                ),
              },
              {
                label: 'Cases',
                value: (
                  <>
                    <Link href={`/evals/datasets/${datasetId}`} className="underline">
                      {datasetName}
                    </Link>
                    , {run.caseCount} cases, <Badge>{dataClass}</Badge>
                    {run.leftOut > 0 ? (
                      <span className="block text-muted">
                        {run.leftOut} more are left out: the classifier that may answer learned from them.
                      </span>
                    ) : null}
                  </>
                ),
              },
              {
                label: 'Judged by',
                value: run.grading.graders.map(({ grader }) => graderKinds[grader.kind].label).join(', '),
              },
              { label: 'Task is given to', value: run.pinnedRef ?? 'whom the policy decides' },
              ...run.judges.map((judge) => ({
                label: `${judge.candidateRef} and people`,
                value: <span title={judge.criteria}>{sayAgreement(judge)}</span>,
              })),
            ]}
          />
        </Section>
        {status === 'planned' ? null : <ComparedCases run={run} canManage={canManage} />}
      </PageBody>
    </>
  );
};

const sayAgreement = ({ count, share, lowerBound, kappa, wronglyPassed }: EvalDetail['judges'][number]): string =>
  count === 0
    ? 'Nobody has graded what the judge graded: how far it is to be believed is not known.'
    : `${percent(share)} the same on ${count} answers (at least ${percent(lowerBound)}), kappa ${kappa === null ? 'not known' : kappa.toFixed(2)}; it passed ${wronglyPassed} that people did not.`;

const Progress = ({ progress: { total, finished, unanswered, lost, ungraded } }: Pick<EvalDetail, 'progress'>) => {
  const notes = [
    unanswered > 0 ? `${unanswered} without an answer` : '',
    lost > 0 ? `${lost} cut off, not asked again by itself` : '',
    ungraded > 0 ? `${ungraded} wait for a grade` : '',
  ].filter((note) => note !== '');
  return (
    <ProgressBar
      label="Answers"
      value={finished}
      max={total}
      hint={`${finished} of ${total} answers${notes.length === 0 ? '' : `: ${notes.join(', ')}`}${finished < total ? '; you can leave this page and come back' : ''}`}
    />
  );
};
