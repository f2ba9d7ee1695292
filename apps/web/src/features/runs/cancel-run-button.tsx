'use client';

import { Button, Dialog, ErrorState, Field, Input, toast } from '@switchyard/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';

/** Stops a run for good; says first what that means. */
export const CancelRunButton = ({ runId, name }: { runId: string; name: string }) => {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [isAsking, setIsAsking] = useState(false);
  const [reason, setReason] = useState('');
  const cancel = useMutation(
    trpc.runs.cancel.mutationOptions({
      onSuccess: () => {
        setIsAsking(false);
        toast.done('The run was cancelled');
        return queries.invalidateQueries({ queryKey: trpc.runs.pathKey() });
      },
    }),
  );
  return (
    <>
      <Button variant="danger" onClick={() => setIsAsking(true)}>
        Cancel run
      </Button>
      <Dialog
        isOpen={isAsking}
        onOpenChange={setIsAsking}
        title={`Cancel this run of ${name}?`}
        description="Open approvals are withdrawn and nothing further is started. What was already done stays done. This cannot be taken back."
        footer={
          <>
            <Button onClick={() => setIsAsking(false)}>Let it run</Button>
            <Button variant="danger" isPending={cancel.isPending} onClick={() => cancel.mutate({ runId, reason })}>
              Cancel the run
            </Button>
          </>
        }
      >
        <div className="flex flex-col gap-3">
          {cancel.error ? <ErrorState title="Not cancelled" todo={cancel.error.message} /> : null}
          <Field label="Why">
            {(control) => (
              <Input {...control} maxLength={500} value={reason} onChange={({ target }) => setReason(target.value)} />
            )}
          </Field>
        </div>
      </Dialog>
    </>
  );
};
