'use client';

import type { RunDetail } from '@switchyard/application';
import { Button, Dialog, ErrorState, Field, Input, Textarea, toast } from '@switchyard/ui';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { parseJsonText } from './json-text.ts';
import { ReasonField } from './reason-field.tsx';
import { useRunRefresh } from './use-run-refresh.ts';

/** Writes a variable of a run that has not ended. What somebody else changed meanwhile is not overwritten. */
export const ChangeVariableButton = ({ run }: { run: RunDetail }) => {
  // As it was when the dialog opened: what has happened since must not be overwritten unseen.
  const [revision, setRevision] = useState<number | null>(null);
  return (
    <>
      <Button size="sm" className="self-start" onClick={() => setRevision(run.revision)}>
        Change a variable
      </Button>
      {revision === null ? null : <VariableDialog run={run} revision={revision} onClose={() => setRevision(null)} />}
    </>
  );
};

interface VariableDialogProps {
  readonly run: RunDetail;
  readonly revision: number;
  readonly onClose: () => void;
}

/** More of the present value than this would push the field away. */
const shownCharactersMax = 200;

const VariableDialog = ({ run, revision, onClose }: VariableDialogProps) => {
  const trpc = useTRPC();
  const refresh = useRunRefresh();
  const [name, setName] = useState('');
  const [text, setText] = useState('');
  const [reason, setReason] = useState('');
  const change = useMutation(
    trpc.runs.changeVariable.mutationOptions({
      onSuccess: () => {
        onClose();
        toast.done(`${name} was changed`);
        return refresh();
      },
      onError: () => refresh(),
    }),
  );
  // Who was told that the run has moved on looks at it as it is now: the next try builds upon that.
  const seen = change.isError ? run.revision : revision;
  const value = text.trim() === '' ? undefined : parseJsonText(text);
  const now = run.variables[name];
  const names = Object.keys(run.variables);
  const choose = (next: string) => {
    setName(next);
    const current = run.variables[next];
    if (current !== undefined && text === '') setText(JSON.stringify(current, null, 2));
  };
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title="Change a variable of this run"
      description="Steps that have not begun see the new value. Old and new value are recorded."
      footer={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button
            variant="primary"
            isPending={change.isPending}
            disabled={value === undefined || name === ''}
            onClick={() => change.mutate({ runId: run.id, name, value: value ?? null, revision: seen, reason })}
          >
            Change it
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {change.error ? <ErrorState title="Not changed" todo={change.error.message} /> : null}
        <Field
          label="Name"
          isRequired
          hint={names.length === 0 ? 'This run has no variables yet.' : `There are ${names.join(', ')}.`}
        >
          {(control) => (
            <Input {...control} maxLength={64} value={name} onChange={({ target }) => choose(target.value)} />
          )}
        </Field>
        <Field
          label="Value (JSON)"
          isRequired
          hint={now === undefined ? undefined : `Now ${JSON.stringify(now).slice(0, shownCharactersMax)}`}
          error={text !== '' && value === undefined ? 'This is not JSON. Text stands in quotes: "Rome".' : undefined}
        >
          {(control) => (
            <Textarea {...control} isCode rows={4} value={text} onChange={({ target }) => setText(target.value)} />
          )}
        </Field>
        <ReasonField value={reason} onChange={setReason} />
      </div>
    </Dialog>
  );
};
