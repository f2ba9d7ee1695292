import type { CalendarSpec } from '@switchyard/domain';

const office = [
  { from: '09:00', to: '12:30' },
  { from: '13:30', to: '17:30' },
];

/** Office hours with the bank holidays of England and Wales. */
export const officeCalendar: CalendarSpec = {
  slug: 'office-hours',
  name: 'Office hours, London',
  timeZone: 'Europe/London',
  weekly: {
    monday: office,
    tuesday: office,
    wednesday: office,
    thursday: office,
    friday: [{ from: '09:00', to: '15:00' }],
    saturday: [],
    sunday: [],
  },
  holidays: [
    { date: '2026-12-25', name: 'Christmas Day' },
    { date: '2026-12-28', name: 'Boxing Day (substitute day)' },
    { date: '2027-01-01', name: 'New Year’s Day' },
    { date: '2027-03-26', name: 'Good Friday' },
    { date: '2027-03-29', name: 'Easter Monday' },
    { date: '2027-05-03', name: 'Early May bank holiday' },
    { date: '2027-05-31', name: 'Spring bank holiday' },
    { date: '2027-08-30', name: 'Summer bank holiday' },
    { date: '2027-12-27', name: 'Christmas Day (substitute day)' },
    { date: '2027-12-28', name: 'Boxing Day (substitute day)' },
  ],
};
