import { listPermissions } from '@switchyard/access';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { EvalsPage } from '../../../features/evals/evals-page.tsx';
import { requireActor } from '../../../server/require-actor.ts';
import { api, Hydrated, prefetch, prefetchList } from '../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'Evals' };

const Page = async () => {
  const permissions = new Set(listPermissions(await requireActor()));
  if (!permissions.has('tasks.read')) notFound();
  await prefetchList(
    api.evals.list.infiniteQueryOptions(
      { limit: 50 },
      { getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined },
    ),
  );
  await prefetch(api.evals.datasets.list.queryOptions({ limit: 200 }));
  return (
    <Hydrated>
      <EvalsPage canManage={permissions.has('evals.manage')} />
    </Hydrated>
  );
};

export default Page;
