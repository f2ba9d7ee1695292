'use client';

import type { BudgetView } from '@switchyard/application';
import { Button, Dialog, Field, Input } from '@switchyard/ui';
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useId, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { toMicroUsd } from './budget-words.ts';
import { useBudgetChange } from './use-budget-change.ts';

/** Adds to what may be spent in the day or month that is now. */
export const TopUpDialog = ({ budget, onClose }: { budget: BudgetView; onClose: () => void }) => {
  const api = useTRPC();
  const formId = useId();
  const [amount, setAmount] = useState('');
  const [reason, setReason] = useState('');
  const topUp = useMutation(api.budgets.topUp.mutationOptions(useBudgetChange('Budget topped up', onClose)));
  const amountMicroUsd = toMicroUsd(amount);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (amountMicroUsd) topUp.mutate({ id: budget.id, amountMicroUsd, reason });
  };
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={`Top up ${budget.name}`}
      description={`Adds to the cap of ${budget.current?.key ?? 'this period'} only. Steps that wait for it go on by themselves.`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={formId} disabled={!amountMicroUsd} isPending={topUp.isPending}>
            Top up
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        <Field label="Amount in US dollars" error={topUp.error?.message} isRequired>
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
        <Field label="Reason">
          {(control) => <Input {...control} value={reason} onChange={(event) => setReason(event.target.value)} />}
        </Field>
      </form>
    </Dialog>
  );
};
