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
  'budget.downgraded': defineEvent(
    'budget',
    z.strictObject({ period: z.string() }),
    ({ actor, target, payload }) =>
      `${actor} let all steps that wait for the budget ${target} take the cheapest supplier that may do them, for ${payload.period}`,
  ),
  'budget.threshold-reached': defineEvent(
    'budget',
    z.strictObject({ percent: z.int(), period: z.string(), usedMicroUsd: z.int(), capMicroUsd: z.int() }),
    ({ target, payload }) =>
      `${payload.percent} % of the budget ${target} was reached for ${payload.period}: ${phraseCost(payload.usedMicroUsd)} of ${phraseCost(payload.capMicroUsd)}`,
  ),
  'budget.cost-resolved': defineEvent(
    'budget',
    z.strictObject({ unknownMicroUsd: z.int(), actualMicroUsd: z.int(), period: z.string(), reason: z.string() }),
    ({ actor, target, payload }) =>
      `${actor} found out what calls of unknown cost came to: ${phraseCost(payload.unknownMicroUsd)} of the budget ${target} for ${payload.period} counts as ${phraseCost(payload.actualMicroUsd)}${phraseReason(payload.reason)}`,
  ),
  'budget.cost-unknown': defineEvent(
    'budget',
    z.strictObject({ amountMicroUsd: z.int(), period: z.string() }),
    ({ target, payload }) =>
      `A process ended without saying what calls came to: ${phraseCost(payload.amountMicroUsd)} of the budget ${target} counts as spent, cost unknown`,
  ),
} as const;
