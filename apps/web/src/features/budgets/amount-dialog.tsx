'use client';

import { Button, Dialog, Field, Input } from '@switchyard/ui';
import { type SubmitEvent, useId, useState } from 'react';
import { toMicroUsd } from './budget-words.ts';

interface AmountDialogProps {
  readonly title: string;
  readonly description: string;
  readonly amountLabel: string;
  readonly reasonLabel: string;
  readonly isReasonRequired?: boolean;
  /** The least that makes sense: 0 where nothing at all is an answer. */
  readonly minMicroUsd: number;
  /** What the button does. */
  readonly action: string;
  readonly change: { readonly isPending: boolean; readonly error: { readonly message: string } | null };
  readonly onSend: (amountMicroUsd: number, reason: string) => void;
  readonly onClose: () => void;
}

/** Asks for an amount in US dollars and why. */
export const AmountDialog = ({ title, description, action, change, onClose, ...asked }: AmountDialogProps) => {
  const { amountLabel, reasonLabel, isReasonRequired = false, minMicroUsd, onSend } = asked;
  const formId = useId();
  const [amount, setAmount] = useState('');
  const [reason, setReason] = useState('');
  const microUsd = toMicroUsd(amount);
  const isReady = microUsd !== null && microUsd >= minMicroUsd && (!isReasonRequired || reason.trim() !== '');
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (isReady) onSend(microUsd, reason);
  };
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={title}
      description={description}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={formId} disabled={!isReady} isPending={change.isPending}>
            {action}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        <Field label={amountLabel} error={change.error?.message} isRequired>
          {(control) => (
            <Input
              {...control}
              type="number"
              min={0}
              step="any"
              value={amount}
              onChange={(event) => setAmount(event.target.value)}
            />
          )}
        </Field>
        <Field label={reasonLabel} isRequired={isReasonRequired}>
          {(control) => <Input {...control} value={reason} onChange={(event) => setReason(event.target.value)} />}
        </Field>
      </form>
    </Dialog>
  );
};
