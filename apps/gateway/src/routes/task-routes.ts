import {
  createTask,
  createTaskInput,
  getTask,
  getTaskInput,
  listTasks,
  publishedTaskSchema,
  publishTask,
  removeTask,
  saveTask,
  saveTaskInput,
  taskDetailSchema,
  taskPageSchema,
  triedTaskSchema,
  tryTask,
  tryTaskInput,
} from '@switchyard/application';
import { z } from 'zod';
import { pageQuery } from './page-query.ts';
import { defineRoute } from './route.ts';

export const listTasksRoute = defineRoute({
  method: 'get',
  path: '/tasks',
  operationId: 'listTasks',
  summary: 'List tasks, newest first, with what they did in the last 30 days',
  scopes: ['workflows:read', 'workflows:write'],
  query: pageQuery().extend({ cursor: z.uuid().optional() }),
  status: 200,
  output: taskPageSchema,
  handle: ({ app, actor, query }) => listTasks(app, actor, query),
});

export const getTaskRoute = defineRoute({
  method: 'get',
  path: '/tasks/{slug}',
  operationId: 'getTask',
  summary:
    'Get a task: its draft, what is still wrong with it, its versions, and what is known of who does it how well',
  scopes: ['workflows:read', 'workflows:write'],
  params: getTaskInput,
  status: 200,
  output: taskDetailSchema,
  handle: ({ app, actor, params }) => getTask(app, actor, params),
});

export const createTaskRoute = defineRoute({
  method: 'post',
  path: '/tasks',
  operationId: 'createTask',
  summary: 'Describe a job for models, rules or people: instructions, input, output, checks, data class',
  description: 'It is a draft until it is published. A slug in use is refused: 409.',
  scopes: ['workflows:write'],
  body: z.strictObject(createTaskInput.shape),
  status: 200,
  output: taskDetailSchema,
  handle: async ({ app, actor, body }) => {
    const { slug } = await createTask(app, actor, body);
    return getTask(app, actor, { slug });
  },
});

export const saveTaskRoute = defineRoute({
  method: 'put',
  path: '/tasks/{slug}/draft',
  operationId: 'saveTask',
  summary: 'Replace the draft of a task',
  description:
    'Send as `baseHash` the `draftHash` it builds upon: when somebody saved in between, nothing is written: 409.',
  scopes: ['workflows:write'],
  params: getTaskInput,
  body: z.strictObject(saveTaskInput.omit({ slug: true }).shape),
  status: 200,
  output: taskDetailSchema,
  handle: async ({ app, actor, params, body }) => {
    await saveTask(app, actor, { ...params, ...body });
    return getTask(app, actor, params);
  },
});

export const tryTaskRoute = defineRoute({
  method: 'post',
  path: '/tasks/{slug}/try',
  operationId: 'tryTask',
  summary: 'Perform the draft once on an input, outside any run: it costs what it costs, and leaves a receipt',
  scopes: ['workflows:write'],
  params: getTaskInput,
  body: z.strictObject(tryTaskInput.omit({ slug: true }).shape),
  status: 200,
  output: triedTaskSchema,
  handle: ({ app, actor, params, body }) => tryTask(app, actor, { ...params, ...body }),
});

export const publishTaskRoute = defineRoute({
  method: 'post',
  path: '/tasks/{slug}/publish',
  operationId: 'publishTask',
  summary: 'Publish the draft as the next version, named by the hash of its content',
  description:
    'A draft that changed nothing gives the version that is there. 422 lists the problems that forbid publishing.',
  scopes: ['workflows:write'],
  params: getTaskInput,
  status: 200,
  output: publishedTaskSchema,
  handle: ({ app, actor, params }) => publishTask(app, actor, params),
});

export const removeTaskRoute = defineRoute({
  method: 'post',
  path: '/tasks/{slug}/remove',
  operationId: 'removeTask',
  summary: 'Take a task out of use; versions stay for receipts. Refused while a published workflow uses it',
  scopes: ['workflows:write'],
  params: getTaskInput,
  status: 200,
  output: z.object({ isRemoved: z.literal(true) }),
  handle: async ({ app, actor, params }) => {
    await removeTask(app, actor, params);
    return { isRemoved: true as const };
  },
});
