'use client';

import type { EvalDetail } from '@switchyard/application';
import { Button, Dialog, formatMoney, toast } from '@switchyard/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Play, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { sayFinding } from './eval-words.ts';

const useEvalChanges = (run: EvalDetail) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: api.evals.pathKey() });
  const onError = ({ message }: { message: string }) => toast.failed(message);
  const start = useMutation(api.evals.start.mutationOptions({ onSuccess: refresh, onError }));
  const cancel = useMutation(api.evals.cancel.mutationOptions({ onSuccess: refresh, onError }));
  const adopt = useMutation(
    api.evals.adopt.mutationOptions({
      onSuccess: ({ candidateRef }) => {
        toast.done(`${run.taskName} is given to ${candidateRef}`, { description: 'From the next step on.' });
        void refresh();
      },
      onError,
    }),
  );
  const rollBack = useMutation(
    api.evals.rollBack.mutationOptions({
      onSuccess: ({ candidateRef }) => {
        toast.done(`${run.taskName} is back to ${candidateRef ?? 'whom the policy decides'}`);
        void refresh();
      },
      onError,
    }),
  );
  return { start, cancel, adopt, rollBack };
};

/** What can be done with an evaluation in its state. */
export const EvalActions = ({ run }: { run: EvalDetail }) => {
  const { start, cancel, adopt, rollBack } = useEvalChanges(run);
  const [isAsking, setIsAsking] = useState(false);
  const { id, status, estimate, arms, progress, purpose, pinnedRef, taskSlug, comparison } = run;
  const begin = (repeatsUnanswered = false) =>
    start.mutate({ evalRunId: id, atMostMicroUsd: estimate.atMostMicroUsd, repeatsUnanswered });
  const challenger = arms[1]?.candidateRef ?? null;
  const unanswered = progress.unanswered + progress.lost;
  const speaksFor = comparison.quality.finding === 'better' || comparison.quality.finding === 'good_enough';
  const canAdopt = status === 'done' && purpose === 'comparison' && challenger !== null;
  return (
    <>
      {status === 'planned' ? (
        <Button variant="primary" isPending={start.isPending} onClick={() => begin()}>
          <Play aria-hidden />
          Start for at most {formatMoney(estimate.atMostMicroUsd)}
        </Button>
      ) : null}
      {status === 'stopped' ? (
        <Button variant="primary" isPending={start.isPending} onClick={() => begin()}>
          Go on
        </Button>
      ) : null}
      {status === 'running' || status === 'planned' || status === 'stopped' ? (
        <Button isPending={cancel.isPending} onClick={() => cancel.mutate({ evalRunId: id })}>
          Cancel
        </Button>
      ) : null}
      {status === 'done' && unanswered > 0 ? (
        <Button isPending={start.isPending} onClick={() => begin(true)}>
          Ask {unanswered} again
        </Button>
      ) : null}
      {canAdopt && pinnedRef === challenger ? (
        <Button isPending={rollBack.isPending} onClick={() => rollBack.mutate({ taskSlug, candidateRef: challenger })}>
          <Undo2 aria-hidden />
          Roll back
        </Button>
      ) : null}
      {canAdopt && pinnedRef !== challenger ? (
        <Button variant="primary" isPending={adopt.isPending} onClick={() => setIsAsking(true)}>
          Adopt
        </Button>
      ) : null}
      <Dialog
        isOpen={isAsking}
        onOpenChange={setIsAsking}
        title={`Give ${run.taskName} to ${challenger}?`}
        description={sayFinding(comparison, run)}
        footer={
          <>
            <Button onClick={() => setIsAsking(false)}>Not now</Button>
            <Button
              variant={speaksFor ? 'primary' : 'danger'}
              onClick={() => {
                setIsAsking(false);
                adopt.mutate({ evalRunId: id, isConfirmed: !speaksFor });
              }}
            >
              {speaksFor ? 'Adopt' : 'Adopt nevertheless'}
            </Button>
          </>
        }
      >
        <p className="text-ink text-sm">
          It is asked first from the next step on; the others stay as fallbacks and every floor holds. Recorded in the
          audit trail, and taken back with one click.
        </p>
      </Dialog>
    </>
  );
};
