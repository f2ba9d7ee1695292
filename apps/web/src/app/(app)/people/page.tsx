import { listPermissions } from '@switchyard/access';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { PeoplePage } from '../../../features/people/people-page.tsx';
import { requireActor } from '../../../server/require-actor.ts';
import { api, Hydrated, prefetch } from '../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'People' };

const Page = async () => {
  const actor = await requireActor();
  const permissions = new Set(listPermissions(actor));
  if (!permissions.has('people.read')) notFound();
  await prefetch(api.people.groups.list.queryOptions());
  return (
    <Hydrated>
      <PeoplePage canManage={permissions.has('people.manage')} isViewerOwner={actor.roles.includes('owner')} />
    </Hydrated>
  );
};

export default Page;
