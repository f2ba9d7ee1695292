import { appEnvSchema, readEnv } from '../src/app-env.ts';

/** The only place that reads this process's variables. */
export const readAgentWorkerEnv = () => readEnv(appEnvSchema, process.env);
