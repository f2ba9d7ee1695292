'use client';

import type { RunDetail, RunStep } from '@switchyard/application';
import { Button, toast } from '@switchyard/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { FastForward, History, RotateCw } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { RerunDialog } from './rerun-dialog.tsx';
import { SkipDialog } from './skip-dialog.tsx';
import { stepOptionsOf } from './step-standing.ts';
import { useRunRefresh } from './use-run-refresh.ts';

// Only an agent step that stopped at a limit needs it.
const RaiseLimitsDialog = dynamic(() =>
  import('../agents/raise-limits-dialog.tsx').then((module) => module.RaiseLimitsDialog),
);

interface StepActionsProps {
  readonly runId: string;
  readonly step: RunStep;
}

/** What an operator may do to this step: try it again, leave it out, run the run again from it. */
export const StepActions = ({ runId, step }: StepActionsProps) => {
  const trpc = useTRPC();
  // The run that the page shows already.
  const run = useQuery(trpc.runs.get.queryOptions({ runId }));
  return run.data ? <Actions run={run.data} step={step} /> : null;
};

const Actions = ({ run, step }: { run: RunDetail; step: RunStep }) => {
  const trpc = useTRPC();
  const refresh = useRunRefresh();
  const [open, setOpen] = useState<'skip' | 'rerun' | 'raise' | null>(null);
  const retry = useMutation(
    trpc.runs.retryStep.mutationOptions({
      onSuccess: () => {
        toast.done(`“${step.name}” is tried again`);
        return refresh();
      },
      onError: ({ message }) => {
        toast.failed(message);
        return refresh();
      },
    }),
  );
  const { canRetry, canSkip, canRerun, ports } = stepOptionsOf(run, step);
  const isAtLimit = step.kind === 'agent' && step.status === 'failed' && step.error?.code === 'limit_exceeded';
  if (!(canRetry || canSkip || canRerun)) return null;
  return (
    <div className="flex flex-wrap gap-2">
      {canRetry && isAtLimit ? (
        <Button onClick={() => setOpen('raise')}>
          <RotateCw aria-hidden />
          Retry with more…
        </Button>
      ) : null}
      {canRetry && !isAtLimit ? (
        <Button isPending={retry.isPending} onClick={() => retry.mutate({ runId: run.id, stepId: step.id })}>
          <RotateCw aria-hidden />
          {step.status === 'ready' ? 'Try now' : 'Retry'}
        </Button>
      ) : null}
      {canSkip ? (
        <Button variant="ghost" onClick={() => setOpen('skip')}>
          <FastForward aria-hidden />
          Skip…
        </Button>
      ) : null}
      {canRerun ? (
        <Button variant="ghost" onClick={() => setOpen('rerun')}>
          <History aria-hidden />
          Run again from here…
        </Button>
      ) : null}
      {open === 'skip' ? <SkipDialog runId={run.id} step={step} ports={ports} onClose={() => setOpen(null)} /> : null}
      {open === 'raise' ? <RaiseLimitsDialog runId={run.id} step={step} onClose={() => setOpen(null)} /> : null}
      {open === 'rerun' ? <RerunDialog run={run} step={step} onClose={() => setOpen(null)} /> : null}
    </div>
  );
};
