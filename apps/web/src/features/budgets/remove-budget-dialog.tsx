'use client';

import type { BudgetView } from '@switchyard/application';
import { Button, Dialog } from '@switchyard/ui';
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
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={`Remove the budget ${budget.name}?`}
      description="No call is refused by it any more, and steps that wait for it go on. What was spent stays on record."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="danger" isPending={remove.isPending} onClick={() => remove.mutate({ id: budget.id })}>
            Remove budget
          </Button>
        </>
      }
    >
      {remove.error ? (
        <p role="alert" className="text-failed text-sm">
          {remove.error.message}
        </p>
      ) : null}
    </Dialog>
  );
};
