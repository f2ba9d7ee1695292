import { appEnvSchema, readEnv } from '@switchyard/application';
import { z } from 'zod';

const schedulerEnvSchema = appEnvSchema.extend({
  /** When the clock of the schedulers began, and what it showed: a minute passes in 0.4 seconds from then on: a hundred ticks, the most that are caught up, in forty. */
  CLOCK_BEGAN_MS: z.coerce.number(),
  CLOCK_SHOWED_MS: z.coerce.number(),
});

export const readSchedulerEnv = () => readEnv(schedulerEnvSchema, process.env);
