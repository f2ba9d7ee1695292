import { appEnvSchema, readEnv } from '@switchyard/application';
import { z } from 'zod';

const gatewayEnvSchema = appEnvSchema
  .extend({
    /** Where the whole installation listens; the gateway may be told otherwise. */
    SWITCHYARD_HOST: z.string().default('127.0.0.1'),
    SWITCHYARD_GATEWAY_HOST: z.string().optional(),
    SWITCHYARD_GATEWAY_PORT: z.coerce.number().int().min(0).max(65_535).default(3001),
    /** Requests a second that one key or webhook may send, and how many at once after a pause. Per process. */
    SWITCHYARD_GATEWAY_RATE: z.coerce.number().int().min(1).max(100_000).default(200),
    SWITCHYARD_GATEWAY_BURST: z.coerce.number().int().min(1).max(100_000).default(1000),
    /** How long a stop waits for requests in hand. */
    SWITCHYARD_GATEWAY_GRACE_MS: z.coerce.number().int().min(0).max(600_000).default(10_000),
  })
  .transform((env) => ({ ...env, host: env.SWITCHYARD_GATEWAY_HOST ?? env.SWITCHYARD_HOST }));

export const readGatewayEnv = () => readEnv(gatewayEnvSchema, process.env);
