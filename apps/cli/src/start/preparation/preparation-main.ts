import type { PreparationTasks, TaskName } from './preparation-tasks.ts';
import { tellError } from './told-error.ts';

// The process that prepares an installation, one task after the other. It ends with the channel to the one that started it, so
// that it never outlives it; the database takes back what was not committed.
process.on('disconnect', () => process.exit(0));

// Loaded while whoever asks does something else. What fails here is told to the first that asks.
const loading = import('./preparation-tasks.ts');
loading.catch(() => undefined);

const perform = async (task: TaskName, input: unknown): Promise<unknown> => {
  const tasks: Record<TaskName, (input: never) => Promise<unknown>> = (await loading)
    .preparationTasks satisfies PreparationTasks;
  return tasks[task](input as never);
};

process.on('message', ({ task, input }: { readonly task: TaskName; readonly input: unknown }) => {
  void perform(task, input).then(
    (value) => process.send?.({ value }),
    (error: unknown) => process.send?.({ error: tellError(error) }),
  );
});
