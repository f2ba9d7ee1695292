import { appEnvSchema } from '../src/app-env.ts';
import { readEnv } from '../src/read-env.ts';

/** What the program of the test of killed workers reads. */
export const readEvalWorkerEnv = () => readEnv(appEnvSchema, process.env);
