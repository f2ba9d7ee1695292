import type { SelectOption } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/client.tsx';

/** Workflows to filter by: the newest hundred. */
export const useWorkflowOptions = (): SelectOption[] => {
  const trpc = useTRPC();
  const workflows = useQuery(trpc.workflows.list.queryOptions({ limit: 100 }));
  return workflows.data?.items.map(({ slug, name }) => ({ value: slug, label: name })) ?? [];
};
