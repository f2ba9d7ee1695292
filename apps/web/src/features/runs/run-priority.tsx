'use client';

import type { RunDetail } from '@switchyard/application';
import { toast } from '@switchyard/ui';
import { useMutation } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/client.tsx';
import { PrioritySelect } from './priority-select.tsx';
import { useRunRefresh } from './use-run-refresh.ts';

/** The priority of a run under way, changed by choosing another. */
export const RunPriority = ({ run }: { run: RunDetail }) => {
  const trpc = useTRPC();
  const refresh = useRunRefresh();
  const change = useMutation(
    trpc.runs.changePriority.mutationOptions({
      onSuccess: ({ priority }) => {
        toast.done(`Priority ${priority}`);
        return refresh();
      },
      onError: ({ message }) => toast.failed(message),
    }),
  );
  return (
    <PrioritySelect
      aria-label="Priority"
      className="max-w-36"
      value={change.isPending ? change.variables.priority : run.priority}
      disabled={change.isPending}
      onChange={(priority) => change.mutate({ runId: run.id, priority })}
    />
  );
};
