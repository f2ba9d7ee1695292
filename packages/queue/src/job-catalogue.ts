import { organisationIdSchema, runIdSchema, stepIdSchema } from '@switchyard/domain';
import { z } from 'zod';

/** Every job there is. A job carries ids only, so that losing or repeating one loses and repeats nothing. */
export const jobCatalogue = {
  /** A step is ready for a worker. */
  'step.run': z.object({ organisationId: organisationIdSchema, runId: runIdSchema, stepId: stepIdSchema }),
} as const;

export type JobName = keyof typeof jobCatalogue;
export type JobPayload<Name extends JobName> = z.infer<(typeof jobCatalogue)[Name]>;
export type Job = {
  [Name in JobName]: { readonly name: Name; readonly payload: JobPayload<Name>; readonly delayMs?: number };
}[JobName];

/** One handler per job; a missing one does not compile. */
export type JobHandlers = { readonly [Name in JobName]: (payload: JobPayload<Name>) => Promise<void> };
