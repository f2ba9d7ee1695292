// A worker that does evaluations until it is killed.
import { setTimeout as delay } from 'node:timers/promises';
import { createApp } from '../src/create-app.ts';
import { workEvals } from '../src/evals/work-evals.ts';
import { readEvalWorkerEnv } from './eval-worker.env.ts';

const { app } = createApp('eval-worker', readEvalWorkerEnv());
for (;;) if ((await workEvals(app)) === 0) await delay(20);
