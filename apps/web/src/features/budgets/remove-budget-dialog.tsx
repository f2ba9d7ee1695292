'use client';

import type { BudgetView } from '@switchyard/application';
import { ConfirmDialog } from '@switchyard/ui';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useTRPC } from '../../trpc/client.tsx';
import { useBudgetChange } from './use-budget-change.ts';

export const RemoveBudgetDialog = ({ budget, onClose }: { budget: BudgetView; onClose: () => void }) => {
  const api = useTRPC();
  const router = useRouter();
  const leave = () => {
    onClose();
    router.push('/budgets');
  };
  const remove = useMutation(api.budgets.remove.mutationOptions(useBudgetChange('Budget removed', leave)));
  return (
    <ConfirmDialog
      title={`Remove the budget ${budget.name}?`}
      description="No call is refused by it any more, and steps that wait for it go on. What was spent stays on record."
      action="Remove budget"
      isPending={remove.isPending}
      error={remove.error?.message}
      onConfirm={() => remove.mutate({ id: budget.id })}
      onClose={onClose}
    />
  );
};
