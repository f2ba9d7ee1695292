import type { Metadata } from 'next';
import { WhatIfPage } from '../../../../features/spend/what-if-page.tsx';
import { requirePermission } from '../../../../server/require-permission.ts';

export const metadata: Metadata = { title: 'What if' };

const Page = async () => {
  await requirePermission('receipts.read');
  return <WhatIfPage />;
};

export default Page;
