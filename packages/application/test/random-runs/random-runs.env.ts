import { z } from 'zod';

const envSchema = z.object({
  /** Processes per test; more than in CI. */
  SWITCHYARD_RANDOM_RUNS: z.coerce.number().int().positive().optional(),
  /** As a failure has named it. */
  SWITCHYARD_RANDOM_SEED: z.coerce.number().int().optional(),
});

/** How many processes are drawn, and which. */
export const readBounds = (numRuns: number): { readonly numRuns: number; readonly seed?: number } => {
  const { SWITCHYARD_RANDOM_RUNS: wanted = numRuns, SWITCHYARD_RANDOM_SEED: seed } = envSchema.parse(process.env);
  return { numRuns: wanted, ...(seed === undefined ? {} : { seed }) };
};
