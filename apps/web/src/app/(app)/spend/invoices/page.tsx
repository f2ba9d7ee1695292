import { listPermissions } from '@switchyard/access';
import type { Metadata } from 'next';
import { InvoicesPage } from '../../../../features/spend/invoices-page.tsx';
import { requirePermission } from '../../../../server/require-permission.ts';

export const metadata: Metadata = { title: 'Invoices' };

const Page = async () => {
  const actor = await requirePermission('receipts.read');
  return <InvoicesPage mayManage={listPermissions(actor).includes('budgets.manage')} />;
};

export default Page;
