import { listPermissions } from '@switchyard/access';
import type { Metadata } from 'next';
import { BuilderPage } from '../../../../features/builder/builder-page.tsx';
import { Versions } from '../../../../features/workflows/versions.tsx';
import { requireActor } from '../../../../server/require-actor.ts';

export const metadata: Metadata = { title: 'Workflow' };

/** The builder for those who may edit; for everybody else the published versions, to look at. */
const WorkflowPage = async ({ params }: { params: Promise<{ slug: string }> }) => {
  const { slug } = await params;
  const permissions = new Set(listPermissions(await requireActor()));
  if (!permissions.has('workflows.edit'))
    return <Versions slug={slug} canEdit={false} canPause={permissions.has('runs.operate')} />;
  return <BuilderPage slug={slug} canPublish={permissions.has('workflows.publish')} />;
};

export default WorkflowPage;
