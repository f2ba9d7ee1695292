import { countTokensApart, createApp } from '@switchyard/application';
import { queueTargetOf } from '@switchyard/queue';
import { startWorker } from './start-worker.ts';
import { readWorkerEnv } from './worker.env.ts';

const env = readWorkerEnv();
countTokensApart();
const { app, untilClockIsSet, close } = createApp('worker', env);
await untilClockIsSet();
const worker = startWorker({
  app,
  target: queueTargetOf({
    databaseUrl: env.DATABASE_URL,
    redisUrl: env.REDIS_URL,
    ringDirectory: env.SWITCHYARD_RING_DIR,
  }),
  concurrency: env.SWITCHYARD_WORKER_CONCURRENCY,
  graceMs: env.SWITCHYARD_WORKER_GRACE_MS,
  receiptMonths: env.SWITCHYARD_RECEIPT_MONTHS ?? null,
});
app.log.info('worker ready');

let isStopping = false;
const stop = async () => {
  if (isStopping) return;
  isStopping = true;
  await worker.stop();
  await close();
  process.exit(0);
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
