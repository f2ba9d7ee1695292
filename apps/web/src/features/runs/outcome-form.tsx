'use client';

import { Button, Field, Input } from '@switchyard/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';

/** The call was sent and no answer came: only a person can find out whether it took effect. */
export const OutcomeForm = ({ runId, stepId }: { runId: string; stepId: string }) => {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const state = useMutation(
    trpc.runs.stateOutcome.mutationOptions({
      onSuccess: () => queries.invalidateQueries({ queryKey: trpc.runs.pathKey() }),
    }),
  );
  const say = (happened: boolean) => state.mutate({ runId, stepId, happened, reason });
  const isReady = reason.trim() !== '' && !state.isPending;
  return (
    <div className="flex flex-col gap-3 rounded-sm border border-waiting p-3 text-sm">
      <p className="text-ink">
        The call was sent, but no answer came. Look in the other system: did it take effect? If not, it is sent again.
      </p>
      <Field label="How you know" isRequired error={state.error?.message}>
        {(control) => (
          <Input {...control} maxLength={500} value={reason} onChange={({ target }) => setReason(target.value)} />
        )}
      </Field>
      <div className="flex gap-2">
        <Button disabled={!isReady} onClick={() => say(true)}>
          It happened
        </Button>
        <Button disabled={!isReady} onClick={() => say(false)}>
          It did not: send again
        </Button>
      </div>
    </div>
  );
};
