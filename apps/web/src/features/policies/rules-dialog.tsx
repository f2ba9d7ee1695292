import { Button, Field, Input, SidePanel } from '@switchyard/ui';
import { type SubmitEvent, useId, useState } from 'react';
import { Sentences } from './policy-sentences.tsx';

interface RulesDialogProps {
  readonly title: string;
  readonly description: string;
  readonly action: string;
  readonly changes: readonly string[];
  /** Whether this person may go past what the rules in force demand. */
  readonly canOverride: boolean;
  readonly isPending: boolean;
  readonly error: { readonly message: string } | null;
  readonly onSubmit: (said: { readonly note: string; readonly overrideReason?: string }) => void;
  readonly onClose: () => void;
}

/** Says once more what changes, and asks why before other rules hold. */
export const RulesDialog = ({
  title,
  description,
  action,
  changes,
  canOverride,
  isPending,
  error,
  onSubmit,
  onClose,
}: RulesDialogProps) => {
  const formId = useId();
  const [note, setNote] = useState('');
  const [reason, setReason] = useState('');
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onSubmit({ note, ...(reason.trim() === '' ? {} : { overrideReason: reason }) });
  };
  return (
    <SidePanel
      isOpen
      onOpenChange={onClose}
      title={title}
      description={description}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={formId} disabled={note.trim() === ''} isPending={isPending}>
            {action}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        <Sentences sentences={changes} />
        <Field label="Why" isRequired>
          {(control) => <Input {...control} value={note} onChange={(event) => setNote(event.target.value)} />}
        </Field>
        {error && canOverride ? (
          <Field
            label="Why nevertheless"
            hint="Where the rules in force do not allow it. It is kept in the audit trail with what was found."
          >
            {(control) => <Input {...control} value={reason} onChange={(event) => setReason(event.target.value)} />}
          </Field>
        ) : null}
        {error ? (
          <p role="alert" className="text-failed text-sm">
            {error.message}
          </p>
        ) : null}
      </form>
    </SidePanel>
  );
};
