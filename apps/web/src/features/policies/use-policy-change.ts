'use client';

import { toast } from '@switchyard/ui';
import { useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/client.tsx';

/** What follows a change: it is said, the panel closes, and the rules are read again. */
export const usePolicyChange = (said: string, onClose: () => void) => {
  const api = useTRPC();
  const queries = useQueryClient();
  return {
    onSuccess: () => {
      toast.done(said);
      void queries.invalidateQueries({ queryKey: api.policies.pathKey() });
      onClose();
    },
  };
};
