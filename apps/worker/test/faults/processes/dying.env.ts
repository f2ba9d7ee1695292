import { appEnvSchema, readEnv } from '@switchyard/application';
import { organisationIdSchema } from '@switchyard/domain';
import { z } from 'zod';

const dyingEnvSchema = appEnvSchema.extend({
  /** When the process is killed, seen from its first ring. */
  DYING_MOMENT: z.enum(['before', 'after']),
});

const starterEnvSchema = dyingEnvSchema.extend({
  DYING_WORKFLOW: z.string(),
  DYING_ORGANISATION: organisationIdSchema,
});

export const readDyingEnv = () => readEnv(dyingEnvSchema, process.env);
export const readStarterEnv = () => readEnv(starterEnvSchema, process.env);

const readerEnvSchema = appEnvSchema.extend({ READER_ORGANISATION: organisationIdSchema });
export const readReaderEnv = () => readEnv(readerEnvSchema, process.env);
