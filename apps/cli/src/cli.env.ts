import { fileURLToPath } from 'node:url';
import { readEnv } from '@switchyard/application/read-env';
import { z } from 'zod';

const port = z.coerce.number().int().min(1).max(65_535);
const text = z.string().trim().min(1);

const cliEnvSchema = z.object({
  /** A PostgreSQL of your own; without it an embedded one is started. */
  DATABASE_URL: text.optional(),
  REDIS_URL: text.optional(),
  SWITCHYARD_DATA_DIR: text.default(fileURLToPath(new URL('../../../.switchyard', import.meta.url))),
  /** Where web and gateway listen. Stays on this machine unless told otherwise: the demo's passwords are public. */
  SWITCHYARD_HOST: text.default('127.0.0.1'),
  SWITCHYARD_PORT: port.default(3000),
  SWITCHYARD_GATEWAY_PORT: port.default(3001),
  SWITCHYARD_SIMULATOR_PORT: port.default(3002),
  SWITCHYARD_POSTGRES_PORT: port.optional(),
  SWITCHYARD_WEB_URL: z.url().optional(),
  SWITCHYARD_GATEWAY_URL: z.url().optional(),
  /** `false` starts an empty installation, whose first visitor creates the owner. */
  SWITCHYARD_DEMO: z.enum(['true', 'false']).default('true'),
  /** Key of the public API, for imports. */
  SWITCHYARD_API_KEY: text.optional(),
  SWITCHYARD_MASTER_KEY: text.optional(),
  SWITCHYARD_AUDIT_KEY: text.optional(),
  NEXTAUTH_SECRET: text.optional(),
});
export type CliEnv = z.infer<typeof cliEnvSchema>;

/** What `switchyard` itself reads. Throws `misconfigured` naming every problem. */
export const readCliEnv = (): CliEnv => readEnv(cliEnvSchema, process.env);

/** The whole environment, for handing on to the processes we start. */
export const inheritedEnv = (): NodeJS.ProcessEnv => ({ ...process.env });
