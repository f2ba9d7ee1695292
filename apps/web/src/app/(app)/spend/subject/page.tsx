import type { Metadata } from 'next';
import { SubjectPage } from '../../../../features/spend/subject-page.tsx';
import { requirePermission } from '../../../../server/require-permission.ts';

export const metadata: Metadata = { title: 'A subject’s data' };

const Page = async () => {
  await requirePermission('audit.read');
  return <SubjectPage />;
};

export default Page;
