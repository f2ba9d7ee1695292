'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTRPC } from '../trpc/client.tsx';
import type { Search, SearchHit } from './command-registry.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const hitsMax = 8;

/** Whole ids are runs; whoever may not see the run learns that there. */
const runHit = (id: string): SearchHit => ({ id, label: id, kind: 'Run', href: `/runs/${id}` });

/** What the command palette finds besides pages and actions: workflows by name, runs by id. */
export const useAppSearch = (permissions: ReadonlySet<string>): Search => {
  const api = useTRPC();
  const client = useQueryClient();
  const mayReadWorkflows = permissions.has('workflows.read');
  return useCallback(
    async (query) => {
      if (uuid.test(query)) return [runHit(query)];
      if (!mayReadWorkflows) return [];
      const { items } = await client.fetchQuery(api.workflows.list.queryOptions({ search: query, limit: hitsMax }));
      return items.map(({ id, name, slug, description }) => ({
        id,
        label: name,
        kind: 'Workflow',
        hint: description,
        href: `/workflows/${slug}`,
      }));
    },
    [api, client, mayReadWorkflows],
  );
};
