import { z } from 'zod';

export const labSimulatorEnvSchema = z.object({
  LAB_SIMULATOR_PORT: z.coerce.number().int().min(0).max(65_535).default(3002),
  LAB_SIMULATOR_HOST: z.string().default('127.0.0.1'),
  /** File of known right answers by hash of the input text. */
  LAB_SIMULATOR_GOLD: z.string().optional(),
  LAB_SIMULATOR_LATENCY_SCALE: z.coerce.number().min(0).max(100).default(1),
});

export const readLabSimulatorEnv = () => labSimulatorEnvSchema.parse(process.env);
