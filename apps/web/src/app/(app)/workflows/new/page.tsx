import { listPermissions } from '@switchyard/access';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { NewWorkflow } from '../../../../features/workflows/new-workflow.tsx';
import { requireActor } from '../../../../server/require-actor.ts';

export const metadata: Metadata = { title: 'New workflow' };

const NewWorkflowPage = async () => {
  if (!listPermissions(await requireActor()).includes('workflows.edit')) notFound();
  return <NewWorkflow />;
};

export default NewWorkflowPage;
