'use client';

import type { WordingChange } from '@switchyard/application';
import { Link, StatusBadge } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/client.tsx';
import { findingOf, points } from './eval-words.ts';

const compareHref = ({ taskSlug, before, after, dataset }: WordingChange): string => {
  const place = new URLSearchParams({ task: taskSlug, ...(dataset ? { dataset: dataset.id } : {}) });
  if (after === null) place.set('wording', 'draft');
  else {
    place.set('wording', 'earlier');
    place.set('version', before.versionId);
  }
  return `/evals/swap?${place}`;
};

const Evaluation = ({ change }: { change: WordingChange }) => {
  const { evalRun, dataset } = change;
  if (evalRun === null) {
    return (
      <span className="flex flex-wrap items-center gap-2">
        <StatusBadge status="warning">Not evaluated</StatusBadge>
        {dataset === null ? (
          <Link href="/evals" className="text-accent hover:underline">
            It has no dataset yet: make one
          </Link>
        ) : (
          <Link href={compareHref(change)} className="text-accent hover:underline">
            Compare both on “{dataset.name}” ({dataset.cases} cases)
          </Link>
        )}
      </span>
    );
  }
  const { status, finding, interval, difference, cases, casesToDecide, id } = evalRun;
  const isDone = status === 'done';
  const more = finding === 'open' && casesToDecide ? `; ${casesToDecide} more cases would decide` : '';
  return (
    <span className="flex flex-wrap items-center gap-2">
      <StatusBadge status={isDone ? findingOf[finding].status : 'pending'}>
        {isDone ? `Evaluated: ${findingOf[finding].word.toLowerCase()}` : `Evaluation ${status}`}
      </StatusBadge>
      <Link href={`/evals/${id}`} className="text-accent hover:underline">
        {points(difference)} ({points(interval.low)} to {points(interval.high)}) on {cases} cases{more}
      </Link>
    </span>
  );
};

interface WordingChangesProps {
  readonly workflowSlug?: string;
  readonly taskSlug?: string;
}

/** Tasks whose wording publishing would change, each with whether the new one was evaluated against the old one. */
export const WordingChanges = (of: WordingChangesProps) => {
  const api = useTRPC();
  const { data, error } = useQuery(api.evals.wordings.queryOptions(of));
  if (error) return <p className="text-failed text-sm">{error.message}</p>;
  if (!data || data.items.length === 0) return null;
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-medium text-ink text-sm">Tasks that would be done in another wording</h3>
      <ul className="flex flex-col gap-3 text-sm">
        {data.items.map((change) => (
          <li key={change.taskSlug} className="flex flex-col gap-1">
            <span>
              {change.taskName}: version {change.before.number} →{' '}
              {change.after ? `version ${change.after.number}` : 'the draft'}{' '}
              <span className="text-muted">({change.changed.join(', ')})</span>
            </span>
            <Evaluation change={change} />
          </li>
        ))}
      </ul>
    </section>
  );
};
