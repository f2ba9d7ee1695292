'use client';

import type { BudgetDetail } from '@switchyard/application';
import { Button, Dialog, Field, formatMoney, Input } from '@switchyard/ui';
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useId, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { useBudgetChange } from './use-budget-change.ts';

interface ResolveUnknownDialogProps {
  readonly budgetId: string;
  readonly period: BudgetDetail['periods'][number];
  readonly onClose: () => void;
}

/** What calls of unknown cost came to, once an invoice says it. Nothing at all is a valid answer. */
export const ResolveUnknownDialog = ({ budgetId, period, onClose }: ResolveUnknownDialogProps) => {
  const api = useTRPC();
  const formId = useId();
  const [amount, setAmount] = useState('');
  const [reason, setReason] = useState('');
  const resolve = useMutation(api.budgets.resolveUnknown.mutationOptions(useBudgetChange('Cost corrected', onClose)));
  const dollars = amount.trim() === '' ? Number.NaN : Number(amount);
  const isReady = Number.isFinite(dollars) && dollars >= 0 && reason.trim() !== '';
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!isReady) return;
    resolve.mutate({
      id: budgetId,
      periodId: period.id,
      unknownMicroUsd: period.unknownMicroUsd,
      actualMicroUsd: Math.round(dollars * 1_000_000),
      reason,
    });
  };
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={`What did it cost in ${period.key}?`}
      description={`${formatMoney(period.unknownMicroUsd)} counts at the worst case, because calls ended without saying what they came to. The supplier’s invoice says it. The difference is kept as a correction.`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={formId} disabled={!isReady} isPending={resolve.isPending}>
            Correct
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        <Field label="What those calls came to, in US dollars" error={resolve.error?.message} isRequired>
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
        <Field label="Where you have it from" isRequired>
          {(control) => <Input {...control} value={reason} onChange={(event) => setReason(event.target.value)} />}
        </Field>
      </form>
    </Dialog>
  );
};
