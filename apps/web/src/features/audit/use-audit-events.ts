import { useInfiniteQuery } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/client.tsx';
import { type AuditFilterState, auditPageSize, toAuditFilter } from './audit-filters.ts';
import { useDebounced } from './use-debounced.ts';

const settleMs = 250;

/** The events that the filter leaves, page by page. */
export const useAuditEvents = (state: AuditFilterState) => {
  const api = useTRPC();
  const filter = toAuditFilter(useDebounced(state, settleMs));
  return useInfiniteQuery(
    api.audit.list.infiniteQueryOptions(
      { ...filter, limit: auditPageSize },
      { getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined, placeholderData: (before) => before },
    ),
  );
};
