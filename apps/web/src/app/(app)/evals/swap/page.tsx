import { listPermissions } from '@switchyard/access';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { SwapPage } from '../../../../features/evals/swap-page.tsx';
import { requireActor } from '../../../../server/require-actor.ts';
import { api, Hydrated, prefetch } from '../../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'Swap a model' };

const Page = async () => {
  const permissions = new Set(listPermissions(await requireActor()));
  if (!permissions.has('evals.manage')) notFound();
  await prefetch(api.tasks.list.queryOptions({ limit: 200 }));
  return (
    <Hydrated>
      <SwapPage />
    </Hydrated>
  );
};

export default Page;
