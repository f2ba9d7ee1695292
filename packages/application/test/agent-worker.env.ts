import { appEnvSchema } from '../src/app-env.ts';
import { readEnv } from '../src/read-env.ts';

/** The only place that reads this process's variables. */
export const readAgentWorkerEnv = () => readEnv(appEnvSchema, process.env);
