import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { GuardedProcess } from '@switchyard/testing';

export interface KillOptions {
  readonly start: () => GuardedProcess;
  readonly kills: number;
  readonly beforeEach: (kill: number) => void;
}

export interface Killing {
  /** Workers that ended without being killed. */
  crashed(): number;
}

const workersAtOnce = 3;

/** Kills one of three workers at random moments, about every second, and starts another in its place at once. */
export const killWorkers = async ({ start, kills, beforeEach }: KillOptions): Promise<Killing> => {
  let crashed = 0;
  const workers = Array.from({ length: workersAtOnce }, start);
  const replaceCrashed = () => {
    for (const [index, worker] of workers.entries()) {
      if (worker.isRunning()) continue;
      crashed += 1;
      workers[index] = start();
    }
  };
  for (let kill = 0; kill < kills; kill += 1) {
    beforeEach(kill);
    await delay(randomInt(200, 1800));
    replaceCrashed();
    const victim = randomInt(workers.length);
    workers[victim]?.signal('KILL');
    workers[victim] = start();
  }
  return {
    crashed: () => crashed + workers.filter((worker) => !worker.isRunning()).length,
  };
};
