import { listPermissions } from '@switchyard/access';
import type { Metadata } from 'next';
import { SubjectPage } from '../../../../features/spend/subject-page.tsx';
import { requirePermission } from '../../../../server/require-permission.ts';

export const metadata: Metadata = { title: 'A subject’s data' };

const Page = async () => {
  const actor = await requirePermission('receipts.read');
  return <SubjectPage mayTrace={listPermissions(actor).includes('audit.read')} />;
};

export default Page;
