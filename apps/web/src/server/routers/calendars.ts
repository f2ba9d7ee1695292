import {
  calendarDetailSchema,
  calendarListSchema,
  createCalendar,
  createCalendarInput,
  getCalendar,
  getCalendarInput,
  listCalendars,
  removeCalendar,
  removeCalendarInput,
  savedCalendarSchema,
  updateCalendar,
  updateCalendarInput,
} from '@switchyard/application';
import { z } from 'zod';
import { procedure, router } from '../trpc.ts';

export const calendarsRouter = router({
  list: procedure.output(calendarListSchema).query(({ ctx }) => listCalendars(ctx.app, ctx.actor)),
  get: procedure
    .input(getCalendarInput)
    .output(calendarDetailSchema)
    .query(({ ctx, input }) => getCalendar(ctx.app, ctx.actor, input)),
  create: procedure
    .input(createCalendarInput)
    .output(savedCalendarSchema)
    .mutation(({ ctx, input }) => createCalendar(ctx.app, ctx.actor, input)),
  update: procedure
    .input(updateCalendarInput)
    .output(savedCalendarSchema)
    .mutation(({ ctx, input }) => updateCalendar(ctx.app, ctx.actor, input)),
  remove: procedure
    .input(removeCalendarInput)
    .output(z.void())
    .mutation(({ ctx, input }) => removeCalendar(ctx.app, ctx.actor, input)),
});
