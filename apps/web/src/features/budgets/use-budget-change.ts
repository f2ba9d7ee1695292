'use client';

import { toast } from '@switchyard/ui';
import { useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/client.tsx';

/** What follows once a change of budgets was made: it is said, the panel closes, and the numbers are read again. */
export const useBudgetChange = (said: string, onClose: () => void) => {
  const api = useTRPC();
  const queries = useQueryClient();
  return {
    onSuccess: () => {
      toast.done(said);
      void queries.invalidateQueries({ queryKey: api.budgets.pathKey() });
      onClose();
    },
  };
};
