// Two schedulers with a pool each, and a clock on which a minute passes in 0.4 seconds. Runs until it is killed.
import { createApp, fireDueSchedules } from '@switchyard/application';
import { readSchedulerEnv } from './scheduler.env.ts';

const env = readSchedulerEnv();
const now = () => new Date(env.CLOCK_SHOWED_MS + (Date.now() - env.CLOCK_BEGAN_MS) * 150);

const runScheduler = async (name: string): Promise<never> => {
  const { app } = createApp(name, env);
  for (;;) await fireDueSchedules({ ...app, now });
};

await Promise.all([runScheduler('scheduler-a'), runScheduler('scheduler-b')]);
