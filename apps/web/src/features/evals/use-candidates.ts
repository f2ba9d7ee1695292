'use client';

import type { SelectOption } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/client.tsx';

/** Whom a task could be given to, by supplier and model; people are not evaluated. */
export const useCandidates = (): readonly SelectOption[] => {
  const api = useTRPC();
  const { data } = useQuery(api.suppliers.list.queryOptions());
  return (data?.items ?? [])
    .filter(({ kind, isEnabled }) => kind !== 'human' && isEnabled)
    .flatMap(({ slug, name, models, kind }) => {
      if (kind === 'rules' || kind === 'classifier') return [{ value: slug, label: name }];
      const enabled = models.filter((model) => model.isEnabled);
      return enabled.map((model) => ({ value: `${slug}/${model.key}`, label: `${name} ${model.name}` }));
    });
};
