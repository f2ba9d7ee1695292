'use client';

import type { RunDetail, RunStep } from '@switchyard/application';
import { Button, Dialog, ErrorState, shortenId, toast } from '@switchyard/ui';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { ReasonField } from './reason-field.tsx';
import { useRunRefresh } from './use-run-refresh.ts';
import { type RerunVersion, VersionField } from './version-field.tsx';

interface RerunDialogProps {
  readonly run: RunDetail;
  readonly step: RunStep;
  readonly onClose: () => void;
}

/** Runs an ended run again from one of its steps, as a new run. */
export const RerunDialog = ({ run, step, onClose }: RerunDialogProps) => {
  const trpc = useTRPC();
  const router = useRouter();
  const refresh = useRunRefresh();
  const [version, setVersion] = useState<RerunVersion>('same');
  const [reason, setReason] = useState('');
  const rerun = useMutation(
    trpc.runs.rerun.mutationOptions({
      onSuccess: async ({ runId, kept }) => {
        onClose();
        toast.done(`Runs again; ${kept} ${kept === 1 ? 'step stands as it was' : 'steps stand as they were'}`);
        await refresh();
        router.push(`/runs/${runId}`);
      },
    }),
  );
  const [earlier] = run.reruns;
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={`Run again from “${step.name}”?`}
      description="A new run. What was done before this step stands with its outputs and is not repeated; everything from it on is done anew."
      footer={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button
            variant="primary"
            isPending={rerun.isPending}
            onClick={() =>
              rerun.mutate({ runId: run.id, stepId: step.id, version, again: earlier !== undefined, reason })
            }
          >
            {earlier ? 'Run it once more' : 'Run again'}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {rerun.error ? <ErrorState title="Not run again" todo={rerun.error.message} /> : null}
        {earlier ? (
          <p className="text-sm text-waiting">
            It was run again already, as {shortenId(earlier.id)}, which is {earlier.status}.
          </p>
        ) : null}
        <VersionField value={version} own={`Version ${run.versionNumber}, as before`} onChange={setVersion} />
        <ReasonField value={reason} onChange={setReason} />
      </div>
    </Dialog>
  );
};
