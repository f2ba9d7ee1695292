import { listPermissions } from '@switchyard/access';
import type { Metadata } from 'next';
import { RunView } from '../../../../features/runs/run-view.tsx';
import { requireActor } from '../../../../server/require-actor.ts';

export const metadata: Metadata = { title: 'Run' };

const RunPage = async ({ params }: { params: Promise<{ id: string }> }) => {
  const { id } = await params;
  const permissions = new Set(listPermissions(await requireActor()));
  return (
    <RunView
      runId={id}
      canOperate={permissions.has('runs.operate')}
      canReadReceipts={permissions.has('receipts.read')}
    />
  );
};

export default RunPage;
