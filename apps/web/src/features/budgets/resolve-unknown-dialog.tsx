'use client';

import type { BudgetDetail } from '@switchyard/application';
import { formatMoney } from '@switchyard/ui';
import { useMutation } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/client.tsx';
import { AmountDialog } from './amount-dialog.tsx';
import { useBudgetChange } from './use-budget-change.ts';

interface ResolveUnknownDialogProps {
  readonly budgetId: string;
  readonly period: BudgetDetail['periods'][number];
  readonly onClose: () => void;
}

/** What calls of unknown cost came to, once an invoice says it. Nothing at all is a valid answer. */
export const ResolveUnknownDialog = ({ budgetId, period, onClose }: ResolveUnknownDialogProps) => {
  const api = useTRPC();
  const { id: periodId, key, unknownMicroUsd } = period;
  const resolve = useMutation(api.budgets.resolveUnknown.mutationOptions(useBudgetChange('Cost corrected', onClose)));
  return (
    <AmountDialog
      title={`What did it cost in ${key}?`}
      description={`${formatMoney(unknownMicroUsd)} counts at the worst case, because calls ended without saying what they came to. The supplier’s invoice says it. The difference is kept as a correction.`}
      amountLabel="What those calls came to, in US dollars"
      reasonLabel="Where you have it from"
      isReasonRequired
      minMicroUsd={0}
      action="Correct"
      change={resolve}
      onSend={(actualMicroUsd, reason) =>
        resolve.mutate({ id: budgetId, periodId, unknownMicroUsd, actualMicroUsd, reason })
      }
      onClose={onClose}
    />
  );
};
