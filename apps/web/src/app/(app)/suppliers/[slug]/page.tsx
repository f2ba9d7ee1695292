import { listPermissions } from '@switchyard/access';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { SupplierDetail } from '../../../../features/suppliers/supplier-detail.tsx';
import { requireActor } from '../../../../server/require-actor.ts';
import { api, Hydrated, prefetch } from '../../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'Supplier' };

const SupplierPage = async ({ params }: { params: Promise<{ slug: string }> }) => {
  const permissions = new Set(listPermissions(await requireActor()));
  if (!permissions.has('suppliers.read')) notFound();
  const { slug } = await params;
  await prefetch(api.suppliers.get.queryOptions({ slug }));
  return (
    <Hydrated>
      <SupplierDetail slug={slug} canManage={permissions.has('suppliers.manage')} />
    </Hydrated>
  );
};

export default SupplierPage;
