import { listPermissions } from '@switchyard/access';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import type { SearchParams } from 'nuqs/server';
import { auditPageSize, loadAuditFilter, toAuditFilter } from '../../../features/audit/audit-filters.ts';
import { AuditTrail } from '../../../features/audit/audit-trail.tsx';
import { requireActor } from '../../../server/require-actor.ts';
import { api, Hydrated, prefetch, prefetchList } from '../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'Audit' };

/** The record of everything that changed. Who may not read it does not learn that it is here. */
const AuditPage = async ({ searchParams }: { searchParams: Promise<SearchParams> }) => {
  const permissions = new Set(listPermissions(await requireActor()));
  if (!permissions.has('audit.read')) notFound();
  const filter = toAuditFilter(await loadAuditFilter(searchParams));
  await Promise.all([
    prefetch(api.audit.status.queryOptions()),
    prefetch(api.audit.facets.queryOptions()),
    prefetchList(
      api.audit.list.infiniteQueryOptions(
        { ...filter, limit: auditPageSize },
        { getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined },
      ),
    ),
  ]);
  return (
    <Hydrated>
      <AuditTrail canExport={permissions.has('audit.export')} />
    </Hydrated>
  );
};

export default AuditPage;
