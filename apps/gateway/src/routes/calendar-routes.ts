import {
  calendarListSchema,
  calendarSchema,
  getCalendar,
  listCalendars,
  saveCalendar,
  savedCalendarSchema,
} from '@switchyard/application';
import { calendarSpecSchema, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { defineRoute } from './route.ts';

const calendarParams = z.object({ slug: slugSchema });

export const listCalendarsRoute = defineRoute({
  method: 'get',
  path: '/calendars',
  operationId: 'listCalendars',
  summary: 'List the business calendars',
  scopes: ['workflows:read', 'workflows:write'],
  status: 200,
  output: calendarListSchema,
  handle: ({ app, actor }) => listCalendars(app, actor),
});

export const getCalendarRoute = defineRoute({
  method: 'get',
  path: '/calendars/{slug}',
  operationId: 'getCalendar',
  summary: 'Read a business calendar: its time zone, opening hours and holidays',
  scopes: ['workflows:read', 'workflows:write'],
  params: calendarParams,
  status: 200,
  output: calendarSchema,
  handle: ({ app, actor, params }) => getCalendar(app, actor, params),
});

export const putCalendarRoute = defineRoute({
  method: 'put',
  path: '/calendars/{slug}',
  operationId: 'putCalendar',
  summary: 'Create a business calendar, or replace it',
  description:
    'Holidays are the whole list, not an addition. Deadlines that are already set stay; steps read the calendar when they open.',
  scopes: ['workflows:write'],
  params: calendarParams,
  body: calendarSpecSchema.omit({ slug: true }),
  status: 200,
  output: savedCalendarSchema,
  handle: ({ app, actor, params, body }) => saveCalendar(app, actor, { spec: { ...body, ...params } }),
});
