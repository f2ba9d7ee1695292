interface CronField {
  readonly label: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly names: readonly string[];
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const fields: readonly CronField[] = [
  { label: 'minute', minimum: 0, maximum: 59, names: [] },
  { label: 'hour', minimum: 0, maximum: 23, names: [] },
  { label: 'day of the month', minimum: 1, maximum: 31, names: [] },
  { label: 'month', minimum: 1, maximum: 12, names: months },
  { label: 'day of the week', minimum: 0, maximum: 7, names: weekdays },
];

const readNumber = (text: string, field: CronField): number | undefined => {
  const named = field.names.indexOf(text.toLowerCase());
  if (named >= 0) return named + (field.label === 'month' ? 1 : 0);
  const value = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return value >= field.minimum && value <= field.maximum ? value : undefined;
};

const isPart = (part: string, field: CronField): boolean => {
  const [range = '', step, ...rest] = part.split('/');
  if (rest.length > 0 || (step !== undefined && !/^[1-9]\d?$/.test(step))) return false;
  if (range === '*') return true;
  const [from = '', to, ...more] = range.split('-');
  const first = readNumber(from, field);
  const last = to === undefined ? first : readNumber(to, field);
  return more.length === 0 && first !== undefined && last !== undefined && first <= last;
};

/** What is wrong with a five-field cron expression (lists, ranges, steps, English names), or undefined. */
export const describeCronProblem = (cron: string): string | undefined => {
  const parts = cron.trim().split(/\s+/);
  if (parts.length !== fields.length) return `it has ${parts.length} fields instead of five`;
  const wrong = fields.find((field, index) => !(parts[index] ?? '').split(',').every((part) => isPart(part, field)));
  return wrong ? `its ${wrong.label} is not understood` : undefined;
};
