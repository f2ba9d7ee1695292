// A worker that is killed around the first ring that follows a result it has written.
import { createApp } from '@switchyard/application';
import { queueTargetOf } from '@switchyard/queue';
import { startWorker } from '../../../src/start-worker.ts';
import { readDyingEnv } from './dying.env.ts';
import { dyingBell } from './dying-bell.ts';

const env = readDyingEnv();
const { app } = createApp('dying-worker', env);
startWorker({
  app: { ...app, bell: dyingBell(app.bell, env.DYING_MOMENT) },
  target: queueTargetOf({
    databaseUrl: env.DATABASE_URL,
    redisUrl: env.REDIS_URL,
    ringDirectory: env.SWITCHYARD_RING_DIR,
  }),
  concurrency: 5,
  graceMs: 1000,
});
