import { expect, test } from 'vitest';
import { parseHolidays } from './parse-holidays.ts';

test('dates, one per line, with or without a name; the first name of a date stays', () => {
  const text = '# bank holidays\n2026-12-25 Christmas Day\r\n2026-12-26, "Boxing Day"\n\n2026-12-25 Again\n2027-01-01';
  expect(parseHolidays(text)).toEqual({
    holidays: [
      { date: '2026-12-25', name: 'Christmas Day' },
      { date: '2026-12-26', name: 'Boxing Day' },
      { date: '2027-01-01', name: 'Holiday' },
    ],
    problems: [],
  });
});

test('a line without a date that exists is named and left out', () => {
  const { holidays, problems } = parseHolidays('25/12/2026 Christmas\n2026-02-30 Nothing\n2026-12-26');
  expect(holidays).toHaveLength(1);
  expect(problems).toEqual([
    'Line 1, “25/12/2026 Christmas”, does not begin with a date such as 2026-12-25.',
    'Line 2, “2026-02-30 Nothing”, does not begin with a date such as 2026-12-25.',
  ]);
});

const calendarFile = `BEGIN:VCALENDAR\r
VERSION:2.0\r
BEGIN:VEVENT\r
DTSTART;VALUE=DATE:20261224\r
DTEND;VALUE=DATE:20261227\r
SUMMARY:Christmas\\, and the day\r
  after\r
END:VEVENT\r
BEGIN:VEVENT\r
DTSTART;VALUE=DATE:20270101\r
RRULE:FREQ=YEARLY\r
SUMMARY:New Year\r
END:VEVENT\r
BEGIN:VEVENT\r
DTSTART:20270102T090000Z\r
SUMMARY:Stand-up\r
END:VEVENT\r
END:VCALENDAR\r
`;

test('whole days of an iCalendar file; its other events are named', () => {
  const { holidays, problems } = parseHolidays(calendarFile);
  expect(holidays).toEqual([
    { date: '2026-12-24', name: 'Christmas, and the day after' },
    { date: '2026-12-25', name: 'Christmas, and the day after' },
    { date: '2026-12-26', name: 'Christmas, and the day after' },
    { date: '2027-01-01', name: 'New Year' },
  ]);
  expect(problems).toHaveLength(2);
  expect(problems.join(' ')).toContain('“New Year” repeats');
  expect(problems.join(' ')).toContain('“Stand-up” is not a whole day');
});
