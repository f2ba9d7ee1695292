'use client';

import { Button, Dialog, toast } from '@switchyard/ui';
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
        <Dialog
          isOpen
          onOpenChange={() => setIsAsking(false)}
          title={`Remove “${name}”?`}
          description={`Its ${caseCount.toLocaleString('en-US')} cases and the corrections offered to it are erased. Cases that evaluations have asked about stay with their results and are in no dataset any more.`}
          footer={
            <>
              <Button onClick={() => setIsAsking(false)}>Keep it</Button>
              <Button variant="danger" isPending={remove.isPending} onClick={() => remove.mutate({ datasetId })}>
                Remove the dataset
              </Button>
            </>
          }
        >
          {remove.error ? (
            <p role="alert" className="text-failed text-sm">
              {remove.error.message}
            </p>
          ) : null}
        </Dialog>
      ) : null}
    </>
  );
};
