'use client';

import type { DatasetDetail } from '@switchyard/application';
import { Button, Section } from '@switchyard/ui';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { intakeOptions, percent } from './eval-words.ts';

// Whoever only reads a dataset never fetches the editor.
const GradingEditor = dynamic(() => import('./grading-editor.tsx').then((module) => module.GradingEditor), {
  ssr: false,
});

type Grader = DatasetDetail['grading']['graders'][number]['grader'];

const quote = (text: string): string => (text.length > 120 ? `“${text.slice(0, 120)}…”` : `“${text}”`);

/** One grader as a sentence. */
const describe = (grader: Grader): string => {
  if (grader.kind === 'exact') return 'The whole answer is as expected';
  if (grader.kind === 'fields') return `As expected: ${grader.fields.map(({ field }) => field).join(', ')}`;
  if (grader.kind === 'number') return `${grader.field} is near enough to the expected number`;
  if (grader.kind === 'similarity') return `${grader.field} is like the expected text`;
  if (grader.kind === 'schema') return 'The answer fits a schema';
  if (grader.kind === 'regex') return `${grader.field} fits ${grader.pattern}`;
  if (grader.kind === 'rule') return grader.expression;
  if (grader.kind === 'source') return `${grader.field} stands in ${grader.column} of ${grader.source}`;
  if (grader.kind === 'judge') return `${grader.candidateRef} judges: ${quote(grader.criteria)}`;
  return `A person says: ${quote(grader.question)}`;
};

interface GradingSectionProps {
  readonly dataset: DatasetDetail;
  readonly cases: DatasetDetail['cases'];
  readonly canManage: boolean;
}

/** What answers are judged by, and the editor for it. */
export const GradingSection = ({ dataset, cases, canManage }: GradingSectionProps) => {
  const [isEditing, setIsEditing] = useState(false);
  const { graders, passAt } = dataset.grading;
  const placed = graders.map((each, index) => ({ ...each, place: index + 1 }));
  const total = graders.reduce((sum, { weight }) => sum + weight, 0);
  return (
    <Section
      title="Judged by"
      actions={canManage && !isEditing ? <Button onClick={() => setIsEditing(true)}>Edit graders</Button> : null}
    >
      {isEditing ? (
        <GradingEditor dataset={dataset} cases={cases} onClose={() => setIsEditing(false)} />
      ) : (
        <div className="flex flex-col gap-2 text-sm">
          <ol className="flex flex-col gap-1">
            {placed.map(({ grader, weight, place }) => (
              <li key={place} className="flex min-w-0 gap-2">
                <span className="text-faint tabular-nums">{place}.</span>
                <span className="min-w-0 break-words text-ink">{describe(grader)}</span>
                {graders.length > 1 ? (
                  <span className="ml-auto shrink-0 text-muted tabular-nums">{percent(weight / total)}</span>
                ) : null}
              </li>
            ))}
          </ol>
          <p className="text-muted">
            Right from {percent(passAt)}. What people correct:{' '}
            {intakeOptions.find(({ value }) => value === dataset.intake)?.label.toLowerCase()}.
          </p>
        </div>
      )}
    </Section>
  );
};
