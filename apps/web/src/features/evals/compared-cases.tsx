'use client';

import type { ComparedCase, EvalDetail } from '@switchyard/application';
import { Button, EmptyState, JsonView, Link, Money, Section, Select, Skeleton, StatusBadge } from '@switchyard/ui';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Check, ListChecks, X } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { ReadError } from '../../trpc/read-error.tsx';

const filters = [
  { value: 'worse', label: 'Got worse' },
  { value: 'better', label: 'Got better' },
  { value: 'all', label: 'All cases' },
  { value: 'ungraded', label: 'Wait for a grade' },
  { value: 'unanswered', label: 'Without an answer' },
] as const;
type Show = (typeof filters)[number]['value'];

type Answer = ComparedCase['answers'][number];

/** Cases with what both sides answered, those that got worse first. */
export const ComparedCases = ({ run, canManage }: { run: EvalDetail; canManage: boolean }) => {
  const api = useTRPC();
  const [show, setShow] = useState<Show>(run.progress.ungraded > 0 ? 'ungraded' : 'worse');
  const cases = useInfiniteQuery(
    api.evals.results.infiniteQueryOptions(
      { evalRunId: run.id, show, limit: 20 },
      { getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined },
    ),
  );
  // What has got worse is known when both sides have answered: the list is read again as the evaluation goes on.
  const { refetch } = cases;
  const { finished } = run.progress;
  const known = useRef(finished);
  useEffect(() => {
    if (known.current === finished) return;
    known.current = finished;
    void refetch();
  }, [finished, refetch]);
  const items = cases.data?.pages.flatMap((page) => page.items) ?? [];
  const isUnderWay = run.status === 'running';
  const isGradable =
    canManage && run.grading.graders.some(({ grader }) => grader.kind === 'human' || grader.kind === 'judge');
  return (
    <Section
      title="Cases"
      actions={
        <Select
          aria-label="Show cases"
          value={show}
          onChange={(value) => setShow(filters.find((filter) => filter.value === value)?.value ?? 'worse')}
          options={filters}
        />
      }
    >
      <ReadError query={cases} title="The cases cannot be read" />
      {cases.isPending ? <Skeleton className="h-40 w-full" /> : null}
      {cases.data && items.length === 0 ? (
        <EmptyState
          icon={ListChecks}
          title={isUnderWay ? 'None so far' : 'No such case'}
          description={isUnderWay ? 'Answers appear here as they come.' : 'Choose another part of the cases above.'}
        />
      ) : null}
      <ul className="flex flex-col gap-3">
        {items.map((each) => (
          <li key={each.caseId} className="rounded-md border border-line bg-surface">
            <CaseRow each={each} run={run} isGradable={isGradable} />
          </li>
        ))}
      </ul>
      {cases.hasNextPage ? (
        <div>
          <Button isPending={cases.isFetchingNextPage} onClick={() => void cases.fetchNextPage()}>
            Load more
          </Button>
        </div>
      ) : null}
    </Section>
  );
};

const CaseRow = ({ each, run, isGradable }: { each: ComparedCase; run: EvalDetail; isGradable: boolean }) => (
  <div className="grid gap-px bg-line sm:grid-cols-4">
    <Part title="Input">
      <JsonView value={each.input} openLevels={1} />
    </Part>
    <Part title="Expected">
      {each.expected === null ? (
        <span className="text-faint text-sm">not said</span>
      ) : (
        <JsonView value={each.expected} />
      )}
    </Part>
    {each.answers.map((answer) => (
      <Part key={answer.arm} title={run.arms[answer.arm]?.label ?? ''}>
        <AnswerView answer={answer} />
        {isGradable && answer.outcome === 'accepted' ? (
          <GradeButtons evalRunId={run.id} caseId={each.caseId} arm={answer.arm} />
        ) : null}
      </Part>
    ))}
  </div>
);

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <div className="flex min-w-0 flex-col gap-1 bg-surface p-3">
    <span className="truncate font-medium text-muted text-xs" title={title}>
      {title}
    </span>
    {children}
  </div>
);

const AnswerView = ({ answer }: { answer: Answer }) => (
  <>
    {answer.output === null ? null : <JsonView value={answer.output} />}
    {answer.note ? <p className="text-muted text-xs">{answer.note}</p> : null}
    {answer.grades.map((grade) => (
      <p key={grade.kind + grade.explanation} className="text-muted text-xs">
        {grade.explanation}
      </p>
    ))}
    <p className="flex flex-wrap items-center gap-2 text-muted text-xs">
      <Verdict answer={answer} />
      <Money microUsd={answer.costMicroUsd} />
      {answer.receiptId ? (
        <Link href={`/receipts/${answer.receiptId}`} className="underline">
          Receipt
        </Link>
      ) : null}
    </p>
  </>
);

const Verdict = ({ answer: { status, isPassed, score } }: { answer: Answer }) => {
  if (status === 'pending' || status === 'begun')
    return (
      <StatusBadge status="pending" look="plain">
        Not asked yet
      </StatusBadge>
    );
  if (status === 'lost')
    return (
      <StatusBadge status="unknown" look="plain">
        Cut off
      </StatusBadge>
    );
  if (score === null)
    return (
      <StatusBadge status="pending" look="plain">
        No score
      </StatusBadge>
    );
  return (
    <StatusBadge status={isPassed ? 'completed' : 'failed'} look="plain">
      {isPassed ? 'Right' : 'Wrong'}
      {score > 0 && score < 1 ? ` (${score.toFixed(2)})` : ''}
    </StatusBadge>
  );
};

const GradeButtons = ({ evalRunId, caseId, arm }: { evalRunId: string; caseId: string; arm: number }) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const grade = useMutation(
    api.evals.grade.mutationOptions({ onSuccess: () => queries.invalidateQueries({ queryKey: api.evals.pathKey() }) }),
  );
  const say = (isRight: boolean) => grade.mutate({ evalRunId, caseId, arm, isRight });
  return (
    <div className="flex gap-2">
      <Button size="sm" disabled={grade.isPending} onClick={() => say(true)}>
        <Check aria-hidden />
        Right
      </Button>
      <Button size="sm" disabled={grade.isPending} onClick={() => say(false)}>
        <X aria-hidden />
        Wrong
      </Button>
    </div>
  );
};
