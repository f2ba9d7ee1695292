import { listPermissions } from '@switchyard/access';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { PoliciesPage } from '../../../features/policies/policies-page.tsx';
import { requireActor } from '../../../server/require-actor.ts';
import { api, Hydrated, prefetch } from '../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'Routing policies' };

const Page = async () => {
  const permissions = new Set(listPermissions(await requireActor()));
  if (!permissions.has('receipts.read')) notFound();
  await prefetch(api.policies.list.queryOptions());
  return (
    <Hydrated>
      <PoliciesPage />
    </Hydrated>
  );
};

export default Page;
