import { listPermissions } from '@switchyard/access';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { RunWorkflow } from '../../../../../features/workflows/run-workflow.tsx';
import { requireActor } from '../../../../../server/require-actor.ts';

export const metadata: Metadata = { title: 'Run a workflow' };

const RunWorkflowPage = async ({ params }: { params: Promise<{ slug: string }> }) => {
  const { slug } = await params;
  if (!listPermissions(await requireActor()).includes('runs.start')) notFound();
  return <RunWorkflow slug={slug} />;
};

export default RunWorkflowPage;
