import {
  limitListSchema,
  listLimits,
  removeLimit,
  removeLimitInput,
  savedLimitSchema,
  setLimit,
  setLimitInput,
} from '@switchyard/application';
import { z } from 'zod';
import { defineRoute } from './route.ts';

export const listLimitsRoute = defineRoute({
  method: 'get',
  path: '/limits',
  operationId: 'listLimits',
  summary: 'List the limits with what they count now',
  scopes: ['runs:read', 'runs:operate'],
  status: 200,
  output: limitListSchema,
  handle: ({ app, actor }) => listLimits(app, actor),
});

export const setLimitRoute = defineRoute({
  method: 'put',
  path: '/limits',
  operationId: 'setLimit',
  summary: 'Set how much may be under way, or begin, of a workflow, a kind of node, a host, or in all',
  description:
    'With `revision` 0 the limit must be new; else it must be the one that was read. It holds for what begins from now on.',
  scopes: ['workflows:write'],
  body: z.strictObject(setLimitInput.shape),
  status: 200,
  output: savedLimitSchema,
  handle: ({ app, actor, body }) => setLimit(app, actor, body),
});

export const removeLimitRoute = defineRoute({
  method: 'post',
  path: '/limits/{id}/remove',
  operationId: 'removeLimit',
  summary: 'Remove a limit; what waited at it goes on',
  scopes: ['workflows:write'],
  params: removeLimitInput,
  status: 200,
  output: z.object({ id: removeLimitInput.shape.id }),
  handle: async ({ app, actor, params }) => {
    await removeLimit(app, actor, params);
    return params;
  },
});
