import { listPermissions } from '@switchyard/access';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { MoveRuns } from '../../../../../../features/run-migrations/move-runs.tsx';
import { requireActor } from '../../../../../../server/require-actor.ts';

export const metadata: Metadata = { title: 'Move running runs' };

const MoveRunsPage = async ({ params }: { params: Promise<{ slug: string }> }) => {
  const { slug } = await params;
  const permissions = listPermissions(await requireActor());
  if (!permissions.includes('workflows.publish')) notFound();
  return <MoveRuns slug={slug} mayReadAudit={permissions.includes('audit.read')} />;
};

export default MoveRunsPage;
