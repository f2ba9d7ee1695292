'use client';

import { Button, toast } from '@switchyard/ui';
import { useMutation } from '@tanstack/react-query';
import { Pause, Play } from 'lucide-react';
import { useTRPC } from '../../trpc/client.tsx';
import { useRunRefresh } from './use-run-refresh.ts';

/** Keeps workers from starting anything of a run, and lets them again. Both are taken back by the other. */
export const PauseRunButton = ({ runId, isPaused }: { runId: string; isPaused: boolean }) => {
  const trpc = useTRPC();
  const refresh = useRunRefresh();
  const onError = ({ message }: { message: string }) => toast.failed(message);
  const pause = useMutation(trpc.runs.pause.mutationOptions({ onSuccess: refresh, onError }));
  const resume = useMutation(trpc.runs.resume.mutationOptions({ onSuccess: refresh, onError }));
  return isPaused ? (
    <Button isPending={resume.isPending} onClick={() => resume.mutate({ runId })}>
      <Play aria-hidden />
      <span className="max-sm:sr-only">Resume</span>
    </Button>
  ) : (
    <Button isPending={pause.isPending} onClick={() => pause.mutate({ runId })}>
      <Pause aria-hidden />
      <span className="max-sm:sr-only">Pause</span>
    </Button>
  );
};
