// Does suspects, one at a time, as a child of a worker; ends when there are none left for a while. When the worker is
// killed, it finishes the step in hand before it ends: the death of the one says nothing about the step of the other.
import { claimSteps, createApp, executeStep } from '@switchyard/application';
import { ownerOf } from './owner.ts';
import { takeSteps } from './take-steps.ts';
import { readWorkerEnv } from './worker.env.ts';

const env = readWorkerEnv();
const { app, close } = createApp('quarantine', { ...env, SWITCHYARD_POOL_SIZE: 3 });
const owner = ownerOf(process.pid);
const stopping = new AbortController();
const idleMaxMs = 5000;
let lastTakenAtMs = performance.now();

const taking = takeSteps({
  concurrency: 1,
  claim: async (max) => {
    const steps = await claimSteps(app, { owner, max, which: 'suspects' });
    if (steps.length > 0) lastTakenAtMs = performance.now();
    else if (performance.now() - lastTakenAtMs > idleMaxMs) end();
    return steps;
  },
  execute: (step) => executeStep(app, step, { owner, stopping: stopping.signal, mayChain: () => false }),
  onError: (error) => app.log.error({ err: error }, 'step not done'),
});

let isEnding = false;
const finish = async (): Promise<void> => {
  const deadline = setTimeout(() => stopping.abort(), env.SWITCHYARD_WORKER_GRACE_MS);
  await taking.stop();
  clearTimeout(deadline);
  await close();
  process.exit(0);
};
const end = (): void => {
  if (isEnding) return;
  isEnding = true;
  finish().catch((cause: unknown) => {
    app.log.error({ err: cause }, 'not ended in order');
    process.exit(0);
  });
};
process.on('SIGTERM', end);
process.on('SIGINT', end);
process.on('disconnect', end);
