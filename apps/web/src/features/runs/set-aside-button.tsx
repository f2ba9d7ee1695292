'use client';

import { Button, Dialog, ErrorState, toast } from '@switchyard/ui';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { ReasonField } from './reason-field.tsx';
import { useRunRefresh } from './use-run-refresh.ts';

/** Takes a failed run off the list of what needs somebody. */
export const SetAsideButton = ({ runId }: { runId: string }) => {
  const trpc = useTRPC();
  const refresh = useRunRefresh();
  const [isAsking, setIsAsking] = useState(false);
  const [reason, setReason] = useState('');
  const setAside = useMutation(
    trpc.runs.setAside.mutationOptions({
      onSuccess: () => {
        setIsAsking(false);
        toast.done('The run was set aside');
        return refresh();
      },
    }),
  );
  return (
    <>
      <Button onClick={() => setIsAsking(true)}>Set aside…</Button>
      <Dialog
        isOpen={isAsking}
        onOpenChange={setIsAsking}
        title="Set this run aside?"
        description="It stays as it is and no longer asks for attention. It can still be run again."
        footer={
          <>
            <Button onClick={() => setIsAsking(false)}>Leave it</Button>
            <Button
              variant="primary"
              isPending={setAside.isPending}
              disabled={reason.trim() === ''}
              onClick={() => setAside.mutate({ runId, reason })}
            >
              Set it aside
            </Button>
          </>
        }
      >
        <div className="flex flex-col gap-3">
          {setAside.error ? <ErrorState title="Not set aside" todo={setAside.error.message} /> : null}
          <ReasonField label="Why nothing is to be done" isRequired value={reason} onChange={setReason} />
        </div>
      </Dialog>
    </>
  );
};
