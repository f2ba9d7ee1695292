'use client';

import type { OfferedCaseView } from '@switchyard/application';
import { Badge, Button, JsonView, Link, RelativeTime, Section, toast } from '@switchyard/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/client.tsx';
import { ReadError } from '../../trpc/read-error.tsx';

/** What people corrected and nobody has taken in yet; a person looks, because a correction may be a slip too. */
export const OfferedCases = ({ datasetId, count, canManage }: OfferedCasesProps) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const offers = useQuery(api.evals.datasets.offers.queryOptions({ datasetId }, { enabled: count > 0 }));
  const answer = useMutation(
    api.evals.datasets.answerOffers.mutationOptions({
      onSuccess: ({ taken, left }) => {
        toast.done(taken > 0 ? `${taken} taken in` : `${left} left out`);
        void queries.invalidateQueries({ queryKey: api.evals.datasets.pathKey() });
      },
      onError: ({ message }) => toast.failed(message),
    }),
  );
  if (count === 0) return null;
  const items = offers.data?.items ?? [];
  const send = (ids: string[], isTaken: boolean) => answer.mutate({ datasetId, ids, isTaken });
  const all = items.map(({ id }) => id);
  return (
    <Section
      title="Corrections to take in"
      description={`${count.toLocaleString('en-US')} answers that people corrected. What is taken in replaces what the dataset said of the same input.`}
      actions={
        canManage && items.length > 1 ? (
          <Button isPending={answer.isPending} onClick={() => send(all, true)}>
            Take in all {items.length}
          </Button>
        ) : null
      }
    >
      <ReadError query={offers} title="The corrections cannot be read" />
      <ul className="flex flex-col gap-px overflow-hidden rounded-md border border-line bg-line empty:hidden">
        {items.map((each) => (
          <Offer
            key={each.id}
            each={each}
            isPending={answer.isPending}
            onAnswer={canManage ? (isTaken) => send([each.id], isTaken) : null}
          />
        ))}
      </ul>
    </Section>
  );
};

interface OfferedCasesProps {
  readonly datasetId: string;
  readonly count: number;
  readonly canManage: boolean;
}

interface OfferProps {
  readonly each: OfferedCaseView;
  readonly isPending: boolean;
  readonly onAnswer: ((isTaken: boolean) => void) | null;
}

const Offer = ({ each, isPending, onAnswer }: OfferProps) => (
  <li className="grid gap-3 bg-surface p-3 sm:grid-cols-[1fr_1fr_auto]">
    <JsonView value={each.input} openLevels={1} />
    <JsonView value={each.expected} openLevels={1} />
    <div className="flex flex-col gap-2 sm:items-end">
      <span className="flex flex-wrap items-center gap-2 text-muted text-xs">
        <Badge>{each.dataClass}</Badge>
        {each.personLabel}, <RelativeTime at={each.offeredAt} />
        {each.runId === null ? null : (
          <Link href={`/runs/${each.runId}`} className="underline decoration-line-strong underline-offset-2">
            Run
          </Link>
        )}
      </span>
      {onAnswer ? (
        <span className="flex gap-2">
          <Button size="sm" variant="primary" isPending={isPending} onClick={() => onAnswer(true)}>
            Take in
          </Button>
          <Button size="sm" variant="ghost" disabled={isPending} onClick={() => onAnswer(false)}>
            Leave out
          </Button>
        </span>
      ) : null}
    </div>
  </li>
);
