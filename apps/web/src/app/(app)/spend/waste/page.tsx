import type { Metadata } from 'next';
import { WastePage } from '../../../../features/spend/waste-page.tsx';
import { requirePermission } from '../../../../server/require-permission.ts';

export const metadata: Metadata = { title: 'Waste' };

const Page = async () => {
  await requirePermission('receipts.read');
  return <WastePage />;
};

export default Page;
