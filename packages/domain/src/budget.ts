import { z } from 'zod';
import { budgetPeriods, budgetScopes } from './budget-names.ts';

/** A million dollars: what is more is a slip of the pen. */
const capMicroUsdMax = 1_000_000_000_000;

export const budgetAmountSchema = z
  .int('Enter a whole number of micro-dollars.')
  .min(0, 'An amount is not negative.')
  .max(capMicroUsdMax, 'An amount is at most $1,000,000.');

/** A cap on what the calls of something may cost in a period. Not set is not zero: with a cap of 0 nothing may be spent. */
export const budgetSpecSchema = z
  .strictObject({
    name: z.string().trim().min(1, 'Enter a name.').max(120),
    scope: z.enum(budgetScopes),
    /** Id of the workflow, task, supplier, API key or person; null for the organisation. */
    targetId: z.uuid().nullable().default(null),
    period: z.enum(budgetPeriods),
    capMicroUsd: budgetAmountSchema,
    /** True: what would go over it is not called. False: it only warns. */
    isHard: z.boolean().default(true),
    /** Percent of the cap at which somebody is told. */
    warnAt: z
      .array(z.int().min(1).max(1000))
      .max(10)
      .default([80, 100])
      .transform((percents) => [...new Set(percents)].sort((left, right) => left - right)),
  })
  .refine(({ scope, targetId }) => (scope === 'organisation') === (targetId === null), {
    path: ['targetId'],
    message: 'Choose what the budget is of; one of the organisation counts everything.',
  });
export type BudgetSpec = z.infer<typeof budgetSpecSchema>;
