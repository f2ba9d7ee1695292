import { parseAsBoolean, parseAsInteger, parseAsIsoDate, parseAsString, parseAsStringLiteral } from 'nuqs/server';

const origins = ['step', 'gateway', 'eval', 'trial'] as const;

/** Fields of the filter in the address, in the words of the use cases. */
export const filterParsers = {
  days: parseAsInteger.withDefault(30),
  from: parseAsIsoDate,
  to: parseAsIsoDate,
  workflow: parseAsString,
  taskSlug: parseAsString,
  supplierSlug: parseAsString,
  modelKey: parseAsString,
  person: parseAsString,
  apiKey: parseAsString,
  origin: parseAsStringLiteral(origins),
  isSimulated: parseAsBoolean,
};

/** What only the list of receipts is narrowed by: the receipts behind one number. */
export const listParsers = {
  hasErrors: parseAsBoolean,
  isCacheHit: parseAsBoolean,
  sameInputAs: parseAsString,
  inputTokensMin: parseAsInteger,
  runId: parseAsString,
};

export interface FilterState {
  readonly days: number;
  readonly from: Date | null;
  readonly to: Date | null;
  readonly workflow: string | null;
  readonly taskSlug: string | null;
  readonly supplierSlug: string | null;
  readonly modelKey: string | null;
  readonly person: string | null;
  readonly apiKey: string | null;
  readonly origin: (typeof origins)[number] | null;
  readonly isSimulated: boolean | null;
}

/** What narrows beside the period, in the order it is shown. */
export const narrowingFields = [
  'workflow',
  'taskSlug',
  'supplierSlug',
  'modelKey',
  'person',
  'apiKey',
  'origin',
  'isSimulated',
] as const;
export type NarrowingField = (typeof narrowingFields)[number];

const isoDay = (date: Date): string => date.toISOString().slice(0, 10);

/** The filter as the use cases take it. */
export const filterInput = ({ days, from, to, ...rest }: FilterState) => {
  const set = Object.entries(rest).filter(([, value]) => value !== null);
  return {
    days,
    ...(from === null ? {} : { from: isoDay(from) }),
    ...(to === null ? {} : { to: isoDay(to) }),
    ...(Object.fromEntries(set) as { [Field in NarrowingField]?: NonNullable<FilterState[Field]> }),
  };
};
export type FilterInput = ReturnType<typeof filterInput>;

/** An address that keeps the filter and changes some of it; null takes a field away. */
export const filterHref = (
  path: string,
  filter: Readonly<Record<string, unknown>>,
  change: Readonly<Record<string, string | boolean | null>> = {},
): string => {
  const search = new URLSearchParams();
  for (const [field, value] of Object.entries({ ...filter, ...change })) {
    if (value !== null && value !== undefined) search.set(field, String(value));
  }
  return search.size === 0 ? path : `${path}?${search}`;
};
