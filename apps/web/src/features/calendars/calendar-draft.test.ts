import { expect, test } from 'vitest';
import { describeCalendarProblem, describeWeek, mergeHolidays, newCalendar } from './calendar-draft.ts';

const calendar = { ...newCalendar('Europe/Paris'), slug: 'paris', name: 'Paris' };

test('a week is told by days with the same hours', () => {
  expect(describeWeek(calendar.weekly)).toBe('Mon–Fri 09:00–17:00');
  const weekly = {
    ...calendar.weekly,
    wednesday: [],
    friday: [
      { from: '09:00', to: '12:00' },
      { from: '13:00', to: '15:00' },
    ],
  };
  expect(describeWeek(weekly)).toBe('Mon–Tue 09:00–17:00 · Thu 09:00–17:00 · Fri 09:00–12:00, 13:00–15:00');
});

test('imported days are added by date and rename nothing', () => {
  const known = [{ date: '2026-12-25', name: 'Christmas Day' }];
  const added = [
    { date: '2026-12-25', name: 'Noël' },
    { date: '2026-01-01', name: 'Jour de l’An' },
  ];
  expect(mergeHolidays(known, added)).toEqual([
    { date: '2026-01-01', name: 'Jour de l’An' },
    { date: '2026-12-25', name: 'Christmas Day' },
  ]);
});

test('what keeps it from being saved names the day', () => {
  expect(describeCalendarProblem(calendar)).toBeUndefined();
  const backwards = { ...calendar, weekly: { ...calendar.weekly, monday: [{ from: '17:00', to: '09:00' }] } };
  expect(describeCalendarProblem(backwards)).toBe('Monday: The closing time must be after the opening time.');
  expect(describeCalendarProblem({ ...calendar, name: ' ' })).toBe('Give the calendar a name.');
  expect(describeCalendarProblem({ ...calendar, timeZone: 'Mars/Base' })).toContain('not a time zone');
});
