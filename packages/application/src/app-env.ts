import { availableParallelism } from 'node:os';
import { z } from 'zod';

const text = z.string().trim().min(1);

/** Each costs the server 5 to 11 MB, and more than a few per core make nothing faster. */
const connectionsDefault = Math.min(10, Math.max(6, 3 * availableParallelism()));

/** The environment every server process of Switchyard reads. Apps add their own on top. */
export const appEnvSchema = z.object({
  DATABASE_URL: text.regex(/^postgres(ql)?:\/\//, 'must start with postgres://'),
  REDIS_URL: text.regex(/^rediss?:\/\//, 'must start with redis://').optional(),
  /** 32 bytes in base64; wraps the data keys of all stored secrets. */
  SWITCHYARD_MASTER_KEY: text,
  SWITCHYARD_WEB_URL: z.url().default('http://127.0.0.1:3000'),
  SWITCHYARD_GATEWAY_URL: z.url().default('http://127.0.0.1:3001'),
  SWITCHYARD_SIMULATOR_URL: z.url().optional(),
  /** host:port entries, comma-separated, that outbound calls may reach although they are private. */
  SWITCHYARD_OUTBOUND_ALLOW: z.string().default(''),
  SWITCHYARD_CHECKPOINT_DIR: text.optional(),
  SWITCHYARD_AUDIT_KEY: text.optional(),
  /** Where values over 64 kB go: `disk:FOLDER` or `s3:BUCKET`. Without it they stay in their rows. */
  SWITCHYARD_PAYLOADS: text
    .regex(
      /^(disk:\/.+|s3:[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])$/,
      'must be disk:FOLDER (from the root, such as disk:/var/lib/switchyard/payloads) or s3:BUCKET',
    )
    .optional(),
  /** The S3-compatible service; Amazon's of the region without it. May be private. */
  SWITCHYARD_S3_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'must be an address such as http://minio:9000' })
    .optional(),
  SWITCHYARD_S3_REGION: text.default('us-east-1'),
  SWITCHYARD_S3_ACCESS_KEY_ID: text.optional(),
  SWITCHYARD_S3_SECRET_ACCESS_KEY: text.optional(),
  /** Default: true with an endpoint of your own, false on Amazon. */
  SWITCHYARD_S3_PATH_STYLE: z.stringbool().optional(),
  /** A folder of all processes of one machine: workers that share it are told of work without the queue. */
  SWITCHYARD_RING_DIR: text.optional(),
  /** Where OpenTelemetry data goes over OTLP/HTTP; without it none is recorded. Further `OTEL_…` variables are read as usual. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  SWITCHYARD_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** How long a worker may hold a step without a sign of life before another takes it. */
  SWITCHYARD_LEASE_MS: z.coerce.number().int().min(200).max(600_000).default(30_000),
  /** Connections of this process. */
  SWITCHYARD_POOL_SIZE: z.coerce.number().int().min(2).max(200).default(connectionsDefault),
});
export type AppEnv = z.infer<typeof appEnvSchema>;
