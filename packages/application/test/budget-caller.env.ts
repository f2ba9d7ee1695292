import { z } from 'zod';
import { appEnvSchema } from '../src/app-env.ts';
import { readEnv } from '../src/read-env.ts';

/** What a caller of the tests needs besides an application: whose budget it spends, and where it notes its calls. */
export const readCallerEnv = () =>
  readEnv(appEnvSchema.extend({ CALLER_ORGANISATION: z.uuid(), CALLER_NOTES: z.string() }), process.env);
