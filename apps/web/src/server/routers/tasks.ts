import {
  createTask,
  createTaskInput,
  getTask,
  getTaskInput,
  listTasks,
  listTasksInput,
  publishedTaskSchema,
  publishTask,
  publishTaskInput,
  removeTask,
  removeTaskInput,
  saveTask,
  saveTaskInput,
  taskDetailSchema,
  taskPageSchema,
  triedTaskSchema,
  tryTask,
  tryTaskInput,
} from '@switchyard/application';
import { z } from 'zod';
import { procedure, router } from '../trpc.ts';

export const tasksRouter = router({
  list: procedure
    .input(listTasksInput)
    .output(taskPageSchema)
    .query(({ ctx, input }) => listTasks(ctx.app, ctx.actor, input)),
  get: procedure
    .input(getTaskInput)
    .output(taskDetailSchema)
    .query(({ ctx, input }) => getTask(ctx.app, ctx.actor, input)),
  create: procedure
    .input(createTaskInput)
    .output(z.object({ id: z.string(), slug: z.string() }))
    .mutation(({ ctx, input }) => createTask(ctx.app, ctx.actor, input)),
  save: procedure
    .input(saveTaskInput)
    .output(z.object({ hash: z.string() }))
    .mutation(({ ctx, input }) => saveTask(ctx.app, ctx.actor, input)),
  publish: procedure
    .input(publishTaskInput)
    .output(publishedTaskSchema)
    .mutation(({ ctx, input }) => publishTask(ctx.app, ctx.actor, input)),
  tryOut: procedure
    .input(tryTaskInput)
    .output(triedTaskSchema)
    .mutation(({ ctx, input }) => tryTask(ctx.app, ctx.actor, input)),
  remove: procedure
    .input(removeTaskInput)
    .output(z.void())
    .mutation(({ ctx, input }) => removeTask(ctx.app, ctx.actor, input)),
});
