'use client';

import type { AnswerComparison, DraftAssessment } from '@switchyard/application';
import { Button, type Column, DataTable, Link, Section, StatusBadge } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { findingOf, points } from '../evals/eval-words.ts';
import { ReceiptsBehind } from '../spend/receipts-behind.tsx';
import { goes, rowsOf, whatIfAmounts } from '../spend/what-if-rows.ts';
import type { Scope } from './policy-scope.ts';

const WhatIfResult = dynamic(() => import('../spend/what-if-result.tsx').then((module) => module.WhatIfResult));
const EvaluateChange = dynamic(() => import('./evaluate-change.tsx').then((module) => module.EvaluateChange));

const sayCases = ({ basis, cases, interval, difference, casesToDecide, finding }: AnswerComparison): string => {
  if (basis === 'person') return 'A person would do it; nobody measures that here.';
  if (basis === 'none') return 'Not evaluated: no graded case says how good they are.';
  const between = `${points(interval.low)} to ${points(interval.high)}`;
  if (basis === 'bounds') return `${between}, by what each showed on cases of its own`;
  const more =
    finding !== 'open'
      ? ''
      : casesToDecide === null
        ? '; more cases like these would not decide'
        : `; ${casesToDecide.toLocaleString('en-US')} more cases would decide`;
  return `${points(difference ?? 0)} (${between}) on ${cases.toLocaleString('en-US')} cases both answered${more}`;
};

const basisWords: Partial<Record<AnswerComparison['basis'], string>> = { none: 'Not evaluated', person: 'By a person' };

const canEvaluate = ({ fromRef, toRef, dataset, finding }: AnswerComparison): boolean =>
  fromRef !== null && toRef !== null && dataset !== null && finding === 'open';

const keyOf = ({ taskSlug, from, to }: AnswerComparison): string => `${taskSlug}/${from}/${to}`;

const Comparisons = ({ assessment, canManage }: { assessment: DraftAssessment; canManage: boolean }) => {
  const [open, setOpen] = useState<AnswerComparison | null>(null);
  const idsOf = (row: AnswerComparison) =>
    assessment.whatIf.changes.find(
      ({ taskSlug, from, to }) => taskSlug === row.taskSlug && from === row.from && to === row.to,
    )?.receiptIds ?? [];
  const columns: readonly Column<AnswerComparison>[] = [
    {
      key: 'task',
      header: 'Task',
      width: '34%',
      cell: ({ taskSlug, from, to }) => (
        <span className="flex min-w-0 flex-col py-1">
          <span>{taskSlug === '' ? 'calls without a task' : taskSlug}</span>
          <span className="wrap-anywhere whitespace-normal font-mono text-muted text-xs">
            {from ?? 'nobody'} → {to ?? 'nobody'}
          </span>
        </span>
      ),
    },
    {
      key: 'finding',
      header: 'Evaluated cases say',
      cell: (row) => (
        <span className="flex flex-col items-start gap-1 whitespace-normal py-1">
          <StatusBadge status={findingOf[row.finding].status}>
            {basisWords[row.basis] ?? findingOf[row.finding].word}
          </StatusBadge>
          <span className="text-muted text-xs">{sayCases(row)}</span>
        </span>
      ),
    },
    {
      key: 'receipts',
      header: 'Receipts',
      align: 'end',
      cell: (row) => (
        <ReceiptsBehind
          title={goes(row)}
          amountNames={whatIfAmounts}
          rows={rowsOf(assessment.whatIf.replayed, idsOf(row))}
        >
          {row.receipts.toLocaleString('en-US')}
        </ReceiptsBehind>
      ),
      isHiddenOnPhone: true,
    },
    {
      key: 'act',
      header: '',
      align: 'end',
      cell: (row) =>
        row.evalRun && row.evalRun.status !== 'done' ? (
          <Link href={`/evals/${row.evalRun.id}`} className="text-accent hover:underline">
            Evaluation {row.evalRun.status}
          </Link>
        ) : canManage && canEvaluate(row) ? (
          <Button size="sm" onClick={() => setOpen(row)}>
            Evaluate
          </Button>
        ) : row.evalRun ? (
          <Link href={`/evals/${row.evalRun.id}`} className="text-accent hover:underline">
            Evaluation
          </Link>
        ) : null,
    },
  ];
  return (
    <Section
      title="Is it as good?"
      description="For each task that would go elsewhere: its graded cases, both sides on the same ones."
    >
      <DataTable
        caption="Evaluated cases of what would change"
        columns={columns}
        rows={assessment.comparisons}
        rowKey={keyOf}
        hasRowKeys={false}
        empty={<p className="p-4 text-muted text-sm">Nothing would go elsewhere.</p>}
      />
      {open ? <EvaluateChange change={open} margin={assessment.worseMax} onClose={() => setOpen(null)} /> : null}
    </Section>
  );
};

const Verdict = ({ assessment: { objections, worseMax } }: { assessment: DraftAssessment }) =>
  worseMax === null ? null : objections.length === 0 ? (
    <p className="flex flex-wrap items-center gap-2 text-sm">
      <StatusBadge status="completed">May be published</StatusBadge>
      No task is shown to be worse by more than the rules in force allow.
    </p>
  ) : (
    <div className="flex flex-col gap-2 text-sm">
      <p className="flex flex-wrap items-center gap-2">
        <StatusBadge status="rejected">May not be published</StatusBadge>
        The rules in force demand more than this draft has shown. An owner may go past that with a reason.
      </p>
      <ul className="flex list-disc flex-col gap-1 pl-5">
        {objections.map((objection) => (
          <li key={objection}>{objection}</li>
        ))}
      </ul>
    </div>
  );

/** What publishing the draft would do, when somebody asks: past receipts by the draft, and what evaluated cases say of it. */
export const AssessmentSection = ({ scope, canManage }: { scope: Scope; canManage: boolean }) => {
  const api = useTRPC();
  const assess = useQuery(api.policies.assess.queryOptions({ scope }, { enabled: false, staleTime: 0 }));
  return (
    <Section
      title="What would this change?"
      description="Past receipts decided by the draft, and what evaluated cases say of whoever would get the work. Nobody is asked."
      actions={
        <Button isPending={assess.isFetching} onClick={() => void assess.refetch()}>
          {assess.data ? 'Look again' : 'Look'}
        </Button>
      }
    >
      {assess.error ? (
        <p role="alert" className="text-failed text-sm">
          {assess.error.message}
        </p>
      ) : null}
      {assess.data ? (
        <div className="flex flex-col gap-6" aria-live="polite">
          <Verdict assessment={assess.data} />
          <Comparisons assessment={assess.data} canManage={canManage} />
          <WhatIfResult total={assess.data.whatIf} />
        </div>
      ) : null}
    </Section>
  );
};
