'use client';

import type { BudgetView } from '@switchyard/application';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { newKey } from '../../trpc/new-key.ts';
import { AmountDialog } from './amount-dialog.tsx';
import { useBudgetChange } from './use-budget-change.ts';

/** Adds to what may be spent in the day or month that is now. */
export const TopUpDialog = ({ budget, onClose }: { budget: BudgetView; onClose: () => void }) => {
  const api = useTRPC();
  const [topUpId, setTopUpId] = useState(newKey);
  const done = useBudgetChange('Budget topped up', onClose);
  const topUp = useMutation(
    api.budgets.topUp.mutationOptions({
      ...done,
      // What was refused may be asked for again with another amount: that is another top-up.
      onError: (error) => (error.data ? setTopUpId(newKey()) : undefined),
    }),
  );
  return (
    <AmountDialog
      title={`Top up ${budget.name}`}
      description={`Adds to the cap of ${budget.current?.key ?? 'this period'} only. Steps that wait for it go on by themselves.`}
      amountLabel="Amount in US dollars"
      reasonLabel="Reason"
      minMicroUsd={1}
      action="Top up"
      change={topUp}
      onSend={(amountMicroUsd, reason) => topUp.mutate({ id: budget.id, topUpId, amountMicroUsd, reason })}
      onClose={onClose}
    />
  );
};
