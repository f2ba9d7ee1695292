'use client';

import type { RunStep } from '@switchyard/application';
import { Button, Dialog, ErrorState, Field, Select, Textarea, toast } from '@switchyard/ui';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { parseJsonText } from './json-text.ts';
import { ReasonField } from './reason-field.tsx';
import { useRunRefresh } from './use-run-refresh.ts';

interface SkipDialogProps {
  readonly runId: string;
  readonly step: RunStep;
  readonly ports: readonly string[];
  readonly onClose: () => void;
}

/** Completes a step by hand: with what output, by which way, and why. */
export const SkipDialog = ({ runId, step, ports, onClose }: SkipDialogProps) => {
  const trpc = useTRPC();
  const refresh = useRunRefresh();
  const [port, setPort] = useState(ports[0] ?? 'out');
  const [text, setText] = useState('');
  const [reason, setReason] = useState('');
  const skip = useMutation(
    trpc.runs.skipStep.mutationOptions({
      onSuccess: () => {
        onClose();
        toast.done(`“${step.name}” was skipped`);
        return refresh();
      },
    }),
  );
  const output = parseJsonText(text);
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={`Skip “${step.name}”?`}
      description="The step is completed by hand, what it asked of people is withdrawn, and the run goes on. This cannot be taken back."
      footer={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button
            variant="danger"
            isPending={skip.isPending}
            disabled={output === undefined || reason.trim() === ''}
            onClick={() => skip.mutate({ runId, stepId: step.id, port, output: output ?? null, reason })}
          >
            Skip the step
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {skip.error ? <ErrorState title="Not skipped" todo={skip.error.message} /> : null}
        {ports.length > 1 ? (
          <Field label="How the run goes on" isRequired>
            {(control) => (
              <Select
                {...control}
                options={ports.map((value) => ({ value, label: value }))}
                value={port}
                onChange={setPort}
              />
            )}
          </Field>
        ) : null}
        <Field
          label="Output (JSON)"
          hint="What later steps see as the result; empty for none."
          error={output === undefined ? 'This is not JSON. Write for example {"amount": 12}.' : undefined}
        >
          {(control) => (
            <Textarea {...control} isCode rows={3} value={text} onChange={({ target }) => setText(target.value)} />
          )}
        </Field>
        <ReasonField label="Why it may be left out" isRequired value={reason} onChange={setReason} />
      </div>
    </Dialog>
  );
};
