export { type Calendar, calendarSchema } from './calendar-row.ts';
export { createCalendar, createCalendarInput, type SavedCalendar, savedCalendarSchema } from './create-calendar.ts';
export { type CalendarDetail, calendarDetailSchema, getCalendar, getCalendarInput } from './get-calendar.ts';
export { type CalendarSummary, calendarListSchema, listCalendars } from './list-calendars.ts';
export { removeCalendar, removeCalendarInput } from './remove-calendar.ts';
export { saveCalendar } from './save-calendar.ts';
export { updateCalendar, updateCalendarInput } from './update-calendar.ts';
