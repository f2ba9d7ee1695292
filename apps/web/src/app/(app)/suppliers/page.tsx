import { listPermissions } from '@switchyard/access';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { SupplierList } from '../../../features/suppliers/supplier-list.tsx';
import { requireActor } from '../../../server/require-actor.ts';
import { api, Hydrated, prefetch } from '../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'Suppliers' };

const SuppliersPage = async () => {
  const permissions = new Set(listPermissions(await requireActor()));
  if (!permissions.has('suppliers.read')) notFound();
  await prefetch(api.suppliers.list.queryOptions());
  return (
    <Hydrated>
      <SupplierList canManage={permissions.has('suppliers.manage')} />
    </Hydrated>
  );
};

export default SuppliersPage;
