'use client';

import type { AgentLimitsView, RunStep } from '@switchyard/application';
import { Button, Dialog, ErrorState, Field, Input, Skeleton, toast } from '@switchyard/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { ReadError } from '../../trpc/read-error.tsx';
import { ReasonField } from '../runs/reason-field.tsx';
import { useRunRefresh } from '../runs/use-run-refresh.ts';
import { fieldsOf, type LimitField, raisesOf, type Texts } from './raised-limits.ts';

interface RaiseLimitsDialogProps {
  readonly runId: string;
  readonly step: RunStep;
  readonly onClose: () => void;
}

/** Tries an agent step again with more room: it goes on from its recorded turns. */
export const RaiseLimitsDialog = ({ runId, step, onClose }: RaiseLimitsDialogProps) => {
  const trpc = useTRPC();
  const query = useQuery(trpc.runs.agentLimits.queryOptions({ runId, stepId: step.id }));
  if (query.data) return <Form {...{ runId, step, onClose }} limits={query.data} />;
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={`Retry “${step.name}”`}
      footer={<Button onClick={onClose}>Leave it</Button>}
    >
      <ReadError query={query} title="Its limits cannot be read" />
      {query.isPending ? <Skeleton className="h-40 w-full" /> : null}
    </Dialog>
  );
};

interface FormProps extends RaiseLimitsDialogProps {
  readonly limits: AgentLimitsView;
}

const Form = ({ runId, step, limits, onClose }: FormProps) => {
  const trpc = useTRPC();
  const refresh = useRunRefresh();
  const [texts, setTexts] = useState<Texts>({});
  const [reason, setReason] = useState('');
  const retry = useMutation(
    trpc.runs.retryStep.mutationOptions({
      onSuccess: () => {
        onClose();
        toast.done(`“${step.name}” goes on from its turns so far`);
        return refresh();
      },
    }),
  );
  const fields = fieldsOf(limits, texts);
  const raised = raisesOf(fields);
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={`Retry “${step.name}”`}
      description="What it has done so far stays and counts: no turn is asked again and no tool called again. Budgets hold as before."
      footer={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button
            variant="primary"
            isPending={retry.isPending}
            disabled={raised === null}
            onClick={() => retry.mutate({ runId, stepId: step.id, reason, ...(raised ? { limits: raised } : {}) })}
          >
            Retry
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {retry.error ? <ErrorState title="Not retried" todo={retry.error.message} /> : null}
        {fields.map((field) => (
          <LimitInput key={field.name} field={field} onChange={(text) => setTexts({ ...texts, [field.name]: text })} />
        ))}
        <ReasonField value={reason} onChange={setReason} />
      </div>
    </Dialog>
  );
};

const LimitInput = ({ field, onChange }: { readonly field: LimitField; readonly onChange: (text: string) => void }) => (
  <Field label={field.label} hint={field.hint} error={field.problem ?? undefined}>
    {(control) => (
      <Input
        {...control}
        type="number"
        inputMode="decimal"
        step="any"
        value={field.text}
        onChange={({ target }) => onChange(target.value)}
      />
    )}
  </Field>
);
