import { appEnvSchema, readEnv } from '@switchyard/application';
import { z } from 'zod';

const workerEnvSchema = appEnvSchema.extend({
  /** Steps executed at once by this process. */
  SWITCHYARD_WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(500).default(20),
  /** How long a stop waits for steps in hand before it hands them back. */
  SWITCHYARD_WORKER_GRACE_MS: z.coerce.number().int().min(0).max(600_000).default(20_000),
  /** Whole months that receipts are kept; without it for ever. */
  SWITCHYARD_RECEIPT_MONTHS: z.coerce.number().int().min(1).max(1200).optional(),
});

export const readWorkerEnv = () => readEnv(workerEnvSchema, process.env);
