import { listPermissions } from '@switchyard/access';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { TaskList } from '../../../features/tasks/task-list.tsx';
import { requireActor } from '../../../server/require-actor.ts';
import { api, Hydrated, prefetchList } from '../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'Tasks' };

const TasksPage = async () => {
  const permissions = new Set(listPermissions(await requireActor()));
  if (!permissions.has('tasks.read')) notFound();
  await prefetchList(
    api.tasks.list.infiniteQueryOptions(
      { limit: 100 },
      { getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined },
    ),
  );
  return (
    <Hydrated>
      <TaskList canEdit={permissions.has('tasks.edit')} />
    </Hydrated>
  );
};

export default TasksPage;
