import { appEnvSchema, readEnv } from '@switchyard/application';
import { z } from 'zod';

const schedulerEnvSchema = appEnvSchema.extend({
  /** When the clock of the schedulers began, and what it showed: a minute passes in a tenth of a second from then on. */
  CLOCK_BEGAN_MS: z.coerce.number(),
  CLOCK_SHOWED_MS: z.coerce.number(),
});

export const readSchedulerEnv = () => readEnv(schedulerEnvSchema, process.env);
