import { z } from 'zod';
import { defineEvent, noPayload } from './define-event.ts';
import { phraseCost, phraseReason } from './phrasing.ts';

/** In words, as it was set: `$50 a day, hard`. */
const terms = z.strictObject({ terms: z.string() });

export const budgetEvents = {
  'budget.created': defineEvent(
    'budget',
    terms,
    ({ actor, target, payload }) => `${actor} set the budget ${target}: ${payload.terms}`,
  ),
  'budget.updated': defineEvent(
    'budget',
    terms,
    ({ actor, target, payload }) => `${actor} changed the budget ${target}: ${payload.terms}`,
  ),
  'budget.removed': defineEvent('budget', noPayload, ({ actor, target }) => `${actor} removed the budget ${target}`),
  'budget.topped-up': defineEvent(
    'budget',
    /** `period`: the day, the month or the id of the run that it is for. */
    z.strictObject({ amountMicroUsd: z.int(), period: z.string(), reason: z.string() }),
    ({ actor, target, payload }) =>
      `${actor} topped up the budget ${target} by ${phraseCost(payload.amountMicroUsd)} for ${payload.period}${phraseReason(payload.reason)}`,
  ),
  'budget.threshold-reached': defineEvent(
    'budget',
    z.strictObject({ percent: z.int(), period: z.string(), usedMicroUsd: z.int(), capMicroUsd: z.int() }),
    ({ target, payload }) =>
      `${payload.percent} % of the budget ${target} was reached for ${payload.period}: ${phraseCost(payload.usedMicroUsd)} of ${phraseCost(payload.capMicroUsd)}`,
  ),
  'budget.cost-unknown': defineEvent(
    'budget',
    z.strictObject({ amountMicroUsd: z.int(), period: z.string() }),
    ({ target, payload }) =>
      `A process ended without saying what calls came to: ${phraseCost(payload.amountMicroUsd)} of the budget ${target} counts as spent, cost unknown`,
  ),
} as const;
