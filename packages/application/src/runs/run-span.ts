import { DomainError } from '@switchyard/domain';
import { z } from 'zod';

const dayMs = 86_400_000;
const isDay = (text: string): boolean => text.length === 10;

const moment = z.union([z.iso.date(), z.iso.datetime({ offset: true })], {
  error: 'Give a day such as 2026-11-22 (in UTC), or an instant such as 2026-11-22T08:00:00+01:00.',
});

/** When something began: a day in UTC with all of it, or an instant; `from` included, `to` not where it is an instant. */
export const spanFields = {
  from: moment.describe('Begun at this instant or later, or on this day (UTC) or later.').optional(),
  to: moment.describe('Begun before this instant, or on this day (UTC) or earlier.').optional(),
};

export interface Span {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** The instants of a span, the first included and the last not. Throws `invalid_input` for one that ends before it begins. */
export const readSpan = ({ from, to }: Span): { readonly since: Date | null; readonly before: Date | null } => {
  const since = from === undefined ? null : new Date(from);
  const before = to === undefined ? null : new Date(Date.parse(to) + (isDay(to) ? dayMs : 0));
  if (since && before && since >= before) {
    throw new DomainError('invalid_input', `“To” (${to}) is not after “from” (${from}). Turn them round.`);
  }
  return { since, before };
};
