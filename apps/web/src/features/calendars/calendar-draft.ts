import {
  type CalendarSpec,
  calendarSpecSchema,
  type Holiday,
  type OpenHours,
  type Weekday,
  weekdays,
} from '@switchyard/domain';

const office: OpenHours[] = [{ from: '09:00', to: '17:00' }];

/** A calendar to begin with: nine to five on weekdays, in the viewer's time zone. */
export const newCalendar = (timeZone: string): CalendarSpec => ({
  slug: '',
  name: '',
  timeZone,
  weekly: {
    monday: office,
    tuesday: office,
    wednesday: office,
    thursday: office,
    friday: office,
    saturday: [],
    sunday: [],
  },
  holidays: [],
});

export const dayNames: Record<Weekday, string> = {
  monday: 'Monday',
  tuesday: 'Tuesday',
  wednesday: 'Wednesday',
  thursday: 'Thursday',
  friday: 'Friday',
  saturday: 'Saturday',
  sunday: 'Sunday',
};

const hoursText = (hours: readonly OpenHours[]): string => hours.map(({ from, to }) => `${from}–${to}`).join(', ');

/** `Mon–Thu 09:00–17:00 · Fri 09:00–15:00`: days with the same hours together, closed days left out. */
export const describeWeek = (weekly: CalendarSpec['weekly']): string => {
  const groups: { first: Weekday; last: Weekday; hours: string }[] = [];
  for (const [index, day] of weekdays.entries()) {
    const hours = hoursText(weekly[day]);
    const open = groups.at(-1);
    const isNext = open !== undefined && open.last === weekdays[index - 1] && open.hours === hours;
    if (isNext) open.last = day;
    else if (hours !== '') groups.push({ first: day, last: day, hours });
  }
  const short = (day: Weekday) => dayNames[day].slice(0, 3);
  return groups
    .map(({ first, last, hours }) => `${first === last ? short(first) : `${short(first)}–${short(last)}`} ${hours}`)
    .join(' · ');
};

/** The holidays of both, by date; a day that is already there keeps its name. */
export const mergeHolidays = (known: readonly Holiday[], added: readonly Holiday[]): Holiday[] => {
  const dates = new Set(known.map(({ date }) => date));
  return [...known, ...added.filter(({ date }) => !dates.has(date))].toSorted((a, b) => (a.date < b.date ? -1 : 1));
};

/** What keeps a calendar from being saved, in words; undefined when nothing does. */
export const describeCalendarProblem = (spec: CalendarSpec): string | undefined => {
  const issue = calendarSpecSchema.safeParse(spec).error?.issues[0];
  if (!issue) return undefined;
  const [part, key] = issue.path;
  const day = weekdays.find((each) => each === key);
  if (part === 'weekly' && day) return `${dayNames[day]}: ${issue.message}`;
  if (part === 'holidays' && typeof key === 'number')
    return `${spec.holidays[key]?.date ?? 'A holiday'}: ${issue.message}`;
  return issue.message;
};
