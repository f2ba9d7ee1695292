'use client';

import type { DatasetDetail, TriedGrading } from '@switchyard/application';
import type { Grading } from '@switchyard/domain';
import { Badge, Button, Checkbox, Field, Money, Select, Textarea } from '@switchyard/ui';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { parseJsonText } from '../runs/json-text.ts';
import { percent } from './eval-words.ts';
import { graderKinds } from './grader-draft.ts';

type Case = DatasetDetail['cases'][number];

const textOf = (value: unknown): string => JSON.stringify(value, null, 2);
const shorten = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text);

interface TryGradingProps {
  readonly datasetId: string;
  readonly cases: readonly Case[];
  /** The graders as they stand in the editor; null while something is missing. */
  readonly grading: Grading | null;
  readonly onIncomplete: () => void;
}

/** Judges an answer to one case by the graders as they stand; nothing is saved. */
export const TryGrading = ({ datasetId, cases, grading, onIncomplete }: TryGradingProps) => {
  const api = useTRPC();
  const [caseId, setCaseId] = useState(cases[0]?.id ?? '');
  const chosen = cases.find(({ id }) => id === caseId);
  const [answer, setAnswer] = useState(textOf(chosen?.expected ?? {}));
  const [asksJudges, setAsksJudges] = useState(false);
  const attempt = useMutation(api.evals.datasets.tryGrading.mutationOptions());
  const output = parseJsonText(answer);
  const hasJudge = grading?.graders.some(({ grader }) => grader.kind === 'judge') ?? false;
  const choose = (id: string) => {
    setCaseId(id);
    setAnswer(textOf(cases.find((each) => each.id === id)?.expected ?? {}));
    attempt.reset();
  };
  const run = () => {
    if (!grading) return onIncomplete();
    if (output === undefined) return;
    attempt.mutate({ datasetId, caseId, grading, output, asksJudges: asksJudges && hasJudge });
  };
  return (
    <section aria-label="Try it on a case" className="flex flex-col gap-3 rounded-md border border-line p-3">
      <h3 className="font-medium text-ink text-sm">Try it on a case</h3>
      <Field label="Case" isRequired>
        {(control) => (
          <Select
            {...control}
            value={caseId}
            onChange={choose}
            options={cases.map(({ id, input }) => ({ value: id, label: shorten(JSON.stringify(input)) }))}
          />
        )}
      </Field>
      <Field
        label="Answer to judge (JSON)"
        isRequired
        hint="Begins as the expected one: change it, and see what the graders say."
        error={output === undefined ? 'This is not JSON.' : undefined}
      >
        {(control) => (
          <Textarea {...control} isCode rows={4} value={answer} onChange={({ target }) => setAnswer(target.value)} />
        )}
      </Field>
      {hasJudge ? (
        <Checkbox
          checked={asksJudges}
          onChange={setAsksJudges}
          label="Ask the model judges too"
          hint="One question each, paid from the budgets, with a receipt."
        />
      ) : null}
      <div>
        <Button isPending={attempt.isPending} onClick={run}>
          Try
        </Button>
      </div>
      {attempt.error ? (
        <p role="alert" className="text-failed text-sm">
          {attempt.error.message}
        </p>
      ) : null}
      {attempt.data ? <Outcome tried={attempt.data} /> : null}
    </section>
  );
};

const verdict = ({ isPassed, score }: TriedGrading): string => {
  if (isPassed === null || score === null) return 'No score yet: a grade is missing.';
  return `${isPassed ? 'Right' : 'Wrong'}: ${percent(score)}.`;
};

const kindLabel = (kind: string): string =>
  Object.entries(graderKinds).find(([name]) => name === kind)?.[1].label ?? kind;

/** A grade is known by its place. */
const placed = ({ grades }: TriedGrading) => grades.map((grade, place) => ({ ...grade, place }));

const Outcome = ({ tried }: { tried: TriedGrading }) => (
  <div role="status" className="flex flex-col gap-2">
    <p className="flex flex-wrap items-center gap-2 font-medium text-ink text-sm">
      {verdict(tried)}
      {tried.costMicroUsd > 0 ? (
        <span className="font-normal text-muted text-xs">
          The judges cost <Money microUsd={tried.costMicroUsd} />.
        </span>
      ) : null}
    </p>
    <ol className="flex flex-col gap-1.5">
      {placed(tried).map(({ kind, score, explanation, place }) => (
        <li key={place} className="flex flex-wrap items-baseline gap-2 text-sm">
          <Badge tone={score === null ? 'neutral' : score >= 1 ? 'done' : score > 0 ? 'waiting' : 'failed'}>
            {score === null ? 'open' : percent(score)}
          </Badge>
          <span className="text-ink">{kindLabel(kind)}</span>
          <span className="min-w-0 break-words text-muted">{explanation}</span>
        </li>
      ))}
    </ol>
  </div>
);
