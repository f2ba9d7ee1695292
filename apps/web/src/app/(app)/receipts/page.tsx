import type { Metadata } from 'next';
import { ReceiptsPage } from '../../../features/receipts/receipts-page.tsx';
import { requirePermission } from '../../../server/require-permission.ts';

export const metadata: Metadata = { title: 'Receipts' };

const Page = async () => {
  await requirePermission('receipts.read');
  return <ReceiptsPage />;
};

export default Page;
