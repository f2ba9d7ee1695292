import { z } from 'zod';
import { slugSchema } from './ids.ts';
import { timeZoneSchema } from './time-zone.ts';

/** Monday first, as ISO 8601 counts them. */
export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Weekday = (typeof weekdays)[number];

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Write a time such as 09:00.');
const closingTime = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'Write a time such as 17:30, or 24:00.');

/** From opening to closing on one day, in the calendar's time zone; the closing time itself is closed. */
export const openHoursSchema = z
  .strictObject({ from: timeOfDay, to: closingTime })
  .refine(({ from, to }) => from < to, 'The closing time must be after the opening time.');
export type OpenHours = z.infer<typeof openHoursSchema>;

/** Opening hours of one day, in order; none means closed. */
const dayHours = z
  .array(openHoursSchema)
  .max(6)
  .refine(
    (hours) => hours.every(({ from }, index) => (hours[index - 1]?.to ?? '00:00') <= from),
    'The hours of one day must be in order and may not overlap.',
  );

export const weeklyHoursSchema = z
  .strictObject({
    monday: dayHours,
    tuesday: dayHours,
    wednesday: dayHours,
    thursday: dayHours,
    friday: dayHours,
    saturday: dayHours,
    sunday: dayHours,
  })
  .refine((week) => weekdays.some((day) => week[day].length > 0), 'Give at least one day opening hours.');
export type WeeklyHours = z.infer<typeof weeklyHoursSchema>;

export const holidaySchema = z.strictObject({ date: z.iso.date(), name: z.string().trim().min(1).max(120) });
export type Holiday = z.infer<typeof holidaySchema>;

/** When an organisation works: what durations “in business time” are counted in. */
export const businessCalendarSchema = z.strictObject({
  timeZone: timeZoneSchema,
  weekly: weeklyHoursSchema,
  /** Days without hours, whatever the weekday says. */
  holidays: z
    .array(holidaySchema)
    .max(2000)
    .refine((days) => new Set(days.map(({ date }) => date)).size === days.length, 'A day is listed twice.'),
});
export type BusinessCalendar = z.infer<typeof businessCalendarSchema>;

export const calendarSpecSchema = businessCalendarSchema.extend({
  slug: slugSchema,
  name: z.string().trim().min(1, 'Give the calendar a name.').max(120),
});
export type CalendarSpec = z.infer<typeof calendarSpecSchema>;
