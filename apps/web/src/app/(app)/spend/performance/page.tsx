import type { Metadata } from 'next';
import { PerformancePage } from '../../../../features/spend/performance-page.tsx';
import { requirePermission } from '../../../../server/require-permission.ts';

export const metadata: Metadata = { title: 'Performance' };

const Page = async () => {
  await requirePermission('receipts.read');
  return <PerformancePage />;
};

export default Page;
