import { supplyLimitsSchema } from '@switchyard/domain';
import { z } from 'zod';
import { appEnvSchema } from '../src/app-env.ts';
import { readEnv } from '../src/read-env.ts';

/** What a caller of the tests needs besides an application: whose limits it keeps, and whom it calls. */
export const readSupplyEnv = () =>
  readEnv(
    appEnvSchema.extend({
      CALLER_ORGANISATION: z.uuid(),
      CALLER_NAME: z.string(),
      CALLER_UPSTREAM: z.url(),
      CALLER_LIMITS: z
        .string()
        .transform((text) => JSON.parse(text))
        .pipe(supplyLimitsSchema),
    }),
    process.env,
  );
