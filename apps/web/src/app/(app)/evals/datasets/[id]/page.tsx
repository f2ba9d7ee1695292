import { listPermissions } from '@switchyard/access';
import { datasetIdSchema } from '@switchyard/domain';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { DatasetPage } from '../../../../../features/evals/dataset-page.tsx';
import { requireActor } from '../../../../../server/require-actor.ts';
import { api, Hydrated, prefetchList } from '../../../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'Dataset' };

const Page = async ({ params }: { params: Promise<{ id: string }> }) => {
  const permissions = new Set(listPermissions(await requireActor()));
  const id = datasetIdSchema.safeParse((await params).id);
  if (!permissions.has('tasks.read') || !id.success) notFound();
  await prefetchList(
    api.evals.datasets.get.infiniteQueryOptions(
      { datasetId: id.data, limit: 50 },
      { getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined },
    ),
  );
  return (
    <Hydrated>
      <DatasetPage id={id.data} canManage={permissions.has('evals.manage')} />
    </Hydrated>
  );
};

export default Page;
