import { appEnvSchema, readEnv } from '../src/app-env.ts';

/** What the program of the test of killed workers reads. */
export const readEvalWorkerEnv = () => readEnv(appEnvSchema, process.env);
