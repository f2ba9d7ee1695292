import { listPermissions } from '@switchyard/access';
import type { Metadata } from 'next';
import { RunList } from '../../../features/runs/run-list.tsx';
import { requireActor } from '../../../server/require-actor.ts';
import { api, Hydrated, prefetchList } from '../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'Runs' };

interface RunsPageProps {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const RunsPage = async ({ searchParams }: RunsPageProps) => {
  const permissions = listPermissions(await requireActor());
  // The whole list comes with the page; a narrowed one is asked for by who narrows it.
  if (Object.keys(await searchParams).length === 0) {
    await prefetchList(
      api.runs.list.infiniteQueryOptions({}, { getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined }),
    );
  }
  return (
    <Hydrated>
      <RunList canStart={permissions.includes('runs.start')} canOperate={permissions.includes('runs.operate')} />
    </Hydrated>
  );
};

export default RunsPage;
