import { budgetPeriods, budgetScopes, type Failure } from '@switchyard/domain';
import { z } from 'zod';

/** What `budget_exhausted` says besides its sentence: which budget, and how much the call may cost at most. */
const shortageSchema = z.object({
  budget: z.object({
    id: z.string(),
    periodId: z.string(),
    name: z.string(),
    scope: z.enum(budgetScopes),
    period: z.enum(budgetPeriods),
    capMicroUsd: z.int(),
    spentMicroUsd: z.int(),
    heldMicroUsd: z.int(),
    resetsAt: z.string().nullable(),
  }),
  worstCaseMicroUsd: z.int(),
});
export type Shortage = z.infer<typeof shortageSchema>;

/** The budget that a failure is about; null for other failures, and for none. */
export const findShortage = (failure: Failure | null): Shortage | null =>
  failure?.code === 'budget_exhausted' ? (shortageSchema.safeParse(failure.details).data ?? null) : null;
