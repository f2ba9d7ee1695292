'use client';

import { Button, Field, Input, SidePanel } from '@switchyard/ui';
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useId, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import type { Scope } from './policy-scope.ts';
import { usePolicyChange } from './use-policy-change.ts';

interface DialogProps {
  readonly scope: Scope;
  readonly revision: number;
  readonly changes: readonly string[];
  /** Whether this person may go past what the rules in force demand. */
  readonly canOverride: boolean;
  readonly onClose: () => void;
}

/** Says once more what changes, asks why, and makes the draft the rules in force. */
export const PublishDialog = ({ scope, revision, changes, canOverride, onClose }: DialogProps) => {
  const api = useTRPC();
  const formId = useId();
  const [note, setNote] = useState('');
  const [reason, setReason] = useState('');
  const publish = useMutation(api.policies.publish.mutationOptions(usePolicyChange('Policy published', onClose)));
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    publish.mutate({ scope, revision, note, ...(reason.trim() === '' ? {} : { overrideReason: reason }) });
  };
  return (
    <SidePanel
      isOpen
      onOpenChange={onClose}
      title="Publish the draft"
      description="It holds for every decision from now on. Work that has begun is not decided again."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            type="submit"
            form={formId}
            disabled={note.trim() === ''}
            isPending={publish.isPending}
          >
            Publish
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        <ul className="flex flex-col gap-1.5 text-sm">
          {changes.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
        <Field label="Why" isRequired>
          {(control) => <Input {...control} value={note} onChange={(event) => setNote(event.target.value)} />}
        </Field>
        {publish.error && canOverride ? (
          <Field
            label="Why nevertheless"
            hint="Where the rules in force do not allow it. It is kept in the audit trail with what was found."
          >
            {(control) => <Input {...control} value={reason} onChange={(event) => setReason(event.target.value)} />}
          </Field>
        ) : null}
        {publish.error ? (
          <p role="alert" className="text-failed text-sm">
            {publish.error.message}
          </p>
        ) : null}
      </form>
    </SidePanel>
  );
};
