import { listPermissions } from '@switchyard/access';
import type { Metadata } from 'next';
import { WorkflowList } from '../../../features/workflows/workflow-list.tsx';
import { requireActor } from '../../../server/require-actor.ts';

export const metadata: Metadata = { title: 'Workflows' };

const WorkflowsPage = async () => {
  const permissions = new Set(listPermissions(await requireActor()));
  return <WorkflowList canEdit={permissions.has('workflows.edit')} />;
};

export default WorkflowsPage;
