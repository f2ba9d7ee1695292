'use client';

import type { AnswerComparison } from '@switchyard/application';
import { Button, formatMoney, Link, SidePanel, toast } from '@switchyard/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { newKey } from '../../trpc/new-key.ts';
import { EstimateView } from '../evals/estimate-view.tsx';

interface EvaluateChangeProps {
  readonly change: AnswerComparison;
  /** What the rules in force let answers get worse by; null: what evaluations take. */
  readonly margin: number | null;
  readonly onClose: () => void;
}

/** Says what asking both on the task's cases would cost, and starts it when that is agreed to. */
export const EvaluateChange = ({ change, margin, onClose }: EvaluateChangeProps) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const { dataset, fromRef, toRef, taskSlug } = change;
  const [evalRunId] = useState(newKey);
  const plan = useMutation(api.evals.plan.mutationOptions());
  const start = useMutation(
    api.evals.start.mutationOptions({
      onSuccess: () => {
        toast.done('The evaluation has begun', { description: 'Look again when it is finished.' });
        void queries.invalidateQueries({ queryKey: api.policies.assess.queryKey() });
        onClose();
      },
    }),
  );
  const failed = plan.error ?? start.error;
  if (dataset === null) return null;
  return (
    <SidePanel
      isOpen
      onOpenChange={onClose}
      title={`Evaluate ${taskSlug}`}
      description={`${toRef} against ${fromRef}, on “${dataset.name}”.`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          {plan.data ? (
            <Button
              variant="primary"
              isPending={start.isPending}
              onClick={() =>
                start.mutate({ evalRunId, atMostMicroUsd: plan.data.estimate.atMostMicroUsd, repeatsUnanswered: false })
              }
            >
              Start for at most {formatMoney(plan.data.estimate.atMostMicroUsd)}
            </Button>
          ) : (
            <Button
              variant="primary"
              isPending={plan.isPending}
              onClick={() =>
                plan.mutate({
                  evalRunId,
                  datasetId: dataset.id,
                  incumbent: { candidateRef: fromRef },
                  challenger: { candidateRef: toRef },
                  ...(margin === null ? {} : { margin }),
                })
              }
            >
              See what it costs
            </Button>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {plan.data ? (
          <EstimateView {...plan.data} />
        ) : (
          <p className="text-sm">
            {dataset.cases.toLocaleString('en-US')} cases, asked of both and judged. Nobody is asked before you have
            seen the cost.
          </p>
        )}
        {plan.data ? (
          <Link href={`/evals/${evalRunId}`} className="text-accent text-sm hover:underline">
            The evaluation
          </Link>
        ) : null}
        {failed ? (
          <p role="alert" className="text-failed text-sm">
            {failed.message}
          </p>
        ) : null}
      </div>
    </SidePanel>
  );
};
