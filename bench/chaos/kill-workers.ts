import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { NodeProcess } from '@switchyard/testing';

export interface KillOptions {
  readonly start: () => NodeProcess;
  readonly kills: number;
  /** Longer than a lease: how long a frozen worker stands still. */
  readonly frozenMs: number;
  readonly beforeEach: (kill: number) => void;
}

export interface Killing {
  /** How often a worker was frozen and continued. */
  readonly freezes: number;
  /** Workers that ended without being killed. */
  crashed(): number;
}

const workersAtOnce = 3;
const killsPerFreeze = 10;

const sayWhy = (worker: NodeProcess) =>
  console.error(`A worker ended by itself. Its last lines:\n${worker.lastLines().join('\n')}`);

/** Kills one of three workers at random moments and starts another in its place at once; after every tenth, freezes one. */
export const killWorkers = async ({ start, kills, frozenMs, beforeEach }: KillOptions): Promise<Killing> => {
  let crashed = 0;
  const freezing: Promise<void>[] = [];
  const workers = Array.from({ length: workersAtOnce }, start);
  const replaceCrashed = () => {
    for (const [index, worker] of workers.entries()) {
      if (worker.isRunning()) continue;
      sayWhy(worker);
      crashed += 1;
      workers[index] = start();
    }
  };
  const freeze = async (worker: NodeProcess | undefined) => {
    worker?.signal('STOP');
    await delay(frozenMs);
    worker?.signal('CONT');
  };
  for (let kill = 0; kill < kills; kill += 1) {
    beforeEach(kill);
    await delay(randomInt(200, 2800));
    replaceCrashed();
    const victim = randomInt(workers.length);
    workers[victim]?.signal('KILL');
    workers[victim] = start();
    if (kill % killsPerFreeze === 0) freezing.push(freeze(workers[(victim + 1) % workers.length]));
  }
  await Promise.all(freezing);
  return {
    freezes: freezing.length,
    crashed: () => {
      const ended = workers.filter((worker) => !worker.isRunning());
      ended.forEach(sayWhy);
      return crashed + ended.length;
    },
  };
};
