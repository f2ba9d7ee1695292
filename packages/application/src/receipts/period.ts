import { DomainError } from '@switchyard/domain';
import type { App } from '../app.ts';

export const dayMs = 86_400_000;

/** ISO date in UTC of a moment. */
export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** First and last day that an input means. Throws `invalid_input` when the last is before the first. */
export const periodOf = (
  app: App,
  { from, to, days }: { readonly from?: string | undefined; readonly to?: string | undefined; readonly days: number },
): { readonly from: string; readonly to: string } => {
  const last = to ?? dayOf(app.now().getTime());
  const first = from ?? dayOf(Date.parse(last) - (days - 1) * dayMs);
  if (first <= last) return { from: first, to: last };
  throw new DomainError(
    'invalid_input',
    `The period ends on ${last}, before it begins on ${first}. Swap the two days.`,
  );
};
