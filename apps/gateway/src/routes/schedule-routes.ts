import { getWorkflow, pauseSchedule, resumeSchedule, scheduleViewSchema } from '@switchyard/application';
import { scheduleIdSchema, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { defineRoute } from './route.ts';

const scheduleParams = z.object({ slug: slugSchema, scheduleId: scheduleIdSchema });

export const listSchedulesRoute = defineRoute({
  method: 'get',
  path: '/workflows/{slug}/schedules',
  operationId: 'listSchedules',
  summary: 'List the schedules of the published version with their next five ticks',
  scopes: ['workflows:read', 'workflows:write'],
  params: z.object({ slug: slugSchema }),
  status: 200,
  output: z.object({ items: z.array(scheduleViewSchema) }),
  handle: async ({ app, actor, params }) => ({ items: (await getWorkflow(app, actor, params)).schedules }),
});

export const pauseScheduleRoute = defineRoute({
  method: 'post',
  path: '/workflows/{slug}/schedules/{scheduleId}/pause',
  operationId: 'pauseSchedule',
  summary: 'Keep a schedule from starting runs until it is resumed',
  scopes: ['runs:operate'],
  params: scheduleParams,
  status: 200,
  output: scheduleViewSchema,
  handle: ({ app, actor, params }) => pauseSchedule(app, actor, params),
});

export const resumeScheduleRoute = defineRoute({
  method: 'post',
  path: '/workflows/{slug}/schedules/{scheduleId}/resume',
  operationId: 'resumeSchedule',
  summary: 'Let a paused schedule tick again, from its next tick on',
  scopes: ['runs:operate'],
  params: scheduleParams,
  status: 200,
  output: scheduleViewSchema,
  handle: ({ app, actor, params }) => resumeSchedule(app, actor, params),
});
