import { listPermissions } from '@switchyard/access';
import { budgetIdSchema } from '@switchyard/domain';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { BudgetPage } from '../../../../features/budgets/budget-page.tsx';
import { requireActor } from '../../../../server/require-actor.ts';
import { api, Hydrated, prefetch } from '../../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'Budget' };

const Page = async ({ params }: { params: Promise<{ id: string }> }) => {
  const permissions = new Set(listPermissions(await requireActor()));
  const id = budgetIdSchema.safeParse((await params).id);
  if (!permissions.has('budgets.read') || !id.success) notFound();
  await prefetch(api.budgets.get.queryOptions({ id: id.data }));
  return (
    <Hydrated>
      <BudgetPage id={id.data} canManage={permissions.has('budgets.manage')} />
    </Hydrated>
  );
};

export default Page;
