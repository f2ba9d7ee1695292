import { listPermissions } from '@switchyard/access';
import { evalRunIdSchema } from '@switchyard/domain';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { EvalPage } from '../../../../features/evals/eval-page.tsx';
import { requireActor } from '../../../../server/require-actor.ts';
import { api, Hydrated, prefetch } from '../../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'Evaluation' };

const Page = async ({ params }: { params: Promise<{ id: string }> }) => {
  const permissions = new Set(listPermissions(await requireActor()));
  const id = evalRunIdSchema.safeParse((await params).id);
  if (!permissions.has('tasks.read') || !id.success) notFound();
  await prefetch(api.evals.get.queryOptions({ evalRunId: id.data }));
  return (
    <Hydrated>
      <EvalPage id={id.data} canManage={permissions.has('evals.manage')} />
    </Hydrated>
  );
};

export default Page;
