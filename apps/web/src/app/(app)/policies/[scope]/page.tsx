import { listPermissions } from '@switchyard/access';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { PolicyPage } from '../../../../features/policies/policy-page.tsx';
import { parseScope } from '../../../../features/policies/policy-scope.ts';
import { requireActor } from '../../../../server/require-actor.ts';
import { api, Hydrated, prefetch } from '../../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'Routing policy' };

const Page = async ({ params }: { params: Promise<{ scope: string }> }) => {
  const permissions = new Set(listPermissions(await requireActor()));
  const scope = parseScope((await params).scope);
  if (!permissions.has('receipts.read') || scope === null) notFound();
  await prefetch(api.policies.get.queryOptions(scope));
  return (
    <Hydrated>
      <PolicyPage
        scope={scope}
        canManage={permissions.has('suppliers.manage')}
        canOverride={permissions.has('policies.override')}
      />
    </Hydrated>
  );
};

export default Page;
