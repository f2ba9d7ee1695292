import { listPermissions } from '@switchyard/access';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { TaskEditor } from '../../../../features/tasks/task-editor.tsx';
import { requireActor } from '../../../../server/require-actor.ts';
import { api, Hydrated, prefetch } from '../../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'Task' };

const TaskPage = async ({ params }: { params: Promise<{ slug: string }> }) => {
  const permissions = new Set(listPermissions(await requireActor()));
  if (!permissions.has('tasks.read')) notFound();
  const { slug } = await params;
  await prefetch(api.tasks.get.queryOptions({ slug }));
  return (
    <Hydrated>
      <TaskEditor
        slug={slug}
        canEdit={permissions.has('tasks.edit')}
        canReadReceipts={permissions.has('receipts.read')}
      />
    </Hydrated>
  );
};

export default TaskPage;
