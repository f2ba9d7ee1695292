import { listPermissions } from '@switchyard/access';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { BudgetsPage } from '../../../features/budgets/budgets-page.tsx';
import { requireActor } from '../../../server/require-actor.ts';
import { api, Hydrated, prefetch } from '../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'Budgets' };

const Page = async () => {
  const permissions = new Set(listPermissions(await requireActor()));
  if (!permissions.has('budgets.read')) notFound();
  await prefetch(api.budgets.list.queryOptions());
  return (
    <Hydrated>
      <BudgetsPage canManage={permissions.has('budgets.manage')} canSetZone={permissions.has('settings.manage')} />
    </Hydrated>
  );
};

export default Page;
