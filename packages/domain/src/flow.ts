import { z } from 'zod';
import { flowScopes } from './flow-names.ts';

/** Which of the steps of one organisation that are due together goes first: 9 before 0. */
export const prioritySchema = z.int().min(0).max(9);

export const flowRateSchema = z.strictObject({
  /** Steps that may begin … */
  count: z.int().min(1).max(1_000_000),
  /** … in any time of this length. */
  seconds: z.int().min(1).max(86_400),
});

/** How many steps may be under way at once, and how many may begin in a time. */
export const flowLimitSpecSchema = z
  .strictObject({
    scope: z.enum(flowScopes),
    /** Key of the workflow, kind of the node, host (and port) of the connection; empty for the organisation. */
    value: z.string().trim().max(253).default(''),
    stepsMax: z.int().min(1).max(10_000).nullable().default(null),
    rate: flowRateSchema.nullable().default(null),
  })
  .refine(({ scope, value }) => (scope === 'organisation') === (value === ''), {
    path: ['value'],
    message: 'Say which one it limits; a limit of the organisation limits everything.',
  })
  .refine(({ stepsMax, rate }) => stepsMax !== null || rate !== null, {
    path: ['stepsMax'],
    message: 'Say how many steps at once, how many in a time, or both.',
  });
export type FlowLimitSpec = z.infer<typeof flowLimitSpecSchema>;
