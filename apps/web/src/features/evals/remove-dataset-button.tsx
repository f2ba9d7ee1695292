'use client';

import { Button, ConfirmDialog, toast } from '@switchyard/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';

interface RemoveDatasetButtonProps {
  readonly datasetId: string;
  readonly name: string;
  readonly caseCount: number;
}

/** Removes a dataset after saying what becomes of its cases. */
export const RemoveDatasetButton = ({ datasetId, name, caseCount }: RemoveDatasetButtonProps) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const [isAsking, setIsAsking] = useState(false);
  const remove = useMutation(
    api.evals.datasets.remove.mutationOptions({
      onSuccess: ({ erased, kept }) => {
        const left =
          kept === 0 ? undefined : { description: `${kept} stay with the evaluations that asked about them.` };
        toast.done(`“${name}” removed, ${erased} cases erased`, left);
        router.push('/evals');
        void queries.invalidateQueries({ queryKey: api.evals.datasets.pathKey() });
      },
    }),
  );
  return (
    <>
      <Button variant="ghost" onClick={() => setIsAsking(true)}>
        Remove…
      </Button>
      {isAsking ? (
        <ConfirmDialog
          title={`Remove “${name}”?`}
          description={`Its ${caseCount.toLocaleString('en-US')} cases and the corrections offered to it are erased. Cases that evaluations have asked about stay with their results and are in no dataset any more.`}
          action="Remove the dataset"
          isPending={remove.isPending}
          error={remove.error?.message}
          onConfirm={() => remove.mutate({ datasetId })}
          onClose={() => setIsAsking(false)}
        />
      ) : null}
    </>
  );
};
