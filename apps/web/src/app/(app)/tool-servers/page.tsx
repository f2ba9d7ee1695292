import { listPermissions } from '@switchyard/access';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ToolServerList } from '../../../features/tool-servers/tool-server-list.tsx';
import { requireActor } from '../../../server/require-actor.ts';
import { api, Hydrated, prefetch } from '../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'Tool servers' };

const ToolServersPage = async () => {
  const permissions = new Set(listPermissions(await requireActor()));
  if (!permissions.has('suppliers.read')) notFound();
  await prefetch(api.toolServers.list.queryOptions());
  return (
    <Hydrated>
      <ToolServerList canManage={permissions.has('suppliers.manage')} />
    </Hydrated>
  );
};

export default ToolServersPage;
