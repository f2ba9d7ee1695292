import { fileURLToPath } from 'node:url';
import { createApiKey } from '@switchyard/application';
import {
  findFreePort,
  type RestartablePostgres,
  type RunAccount,
  startRestartablePostgres,
  startUntilAccepted,
} from '@switchyard/testing';
import { effectsAroundWait } from '../../apps/worker/test/faults/definitions.ts';
import { type FaultLab, openFaultLab, type QueueBackend } from '../../apps/worker/test/faults/fault-lab.ts';
import { awaitEnds } from './await-ends.ts';
import { emptyQueueOften, restartOften } from './break-ground.ts';
import { killWorkers } from './kill-workers.ts';

export interface ChaosOptions {
  readonly kills: number;
  readonly runs: number;
}

export interface ChaosFigures {
  readonly completed: number;
  /** Runs that were accepted and are not there, or ended otherwise; effects recorded that never arrived. */
  readonly lost: number;
  /** Outcomes, reports or effects beyond one for each step, run or attempt. */
  readonly doubled: number;
  /** Runs that had not ended when nothing moved any more. */
  readonly stuck: number;
  /** Gateway and workers that ended without being killed. */
  readonly crashed: number;
  readonly kills: number;
  readonly freezes: number;
  readonly restarts: number;
  readonly flushes: number;
  readonly effects: number;
  readonly repeatedSends: number;
  readonly seconds: number;
}

const gatewayMain = fileURLToPath(new URL('../../apps/gateway/src/main.ts', import.meta.url));
/** One sender is all there is here; the gateway's shield against a runaway client is not what is tried. */
const noLimit = { SWITCHYARD_GATEWAY_RATE: '100000', SWITCHYARD_GATEWAY_BURST: '100000' };

/** Starts the gateway, and returns how a part of the load is started through it. */
const openLoad = async (lab: FaultLab) => {
  const workflow = await lab.publish(effectsAroundWait(lab.effects.url));
  const { key } = await createApiKey(lab.app, lab.owner, { name: 'load', scopes: ['runs:start'], expiresInDays: null });
  const port = await findFreePort();
  const gateway = lab.startProcess(gatewayMain, { ...noLimit, SWITCHYARD_GATEWAY_PORT: String(port) });
  const url = `http://127.0.0.1:${port}/api/v1/workflows/${workflow}/runs`;
  return {
    gateway,
    start: (part: number, count: number) =>
      startUntilAccepted({ url, key, prefix: `part-${part}`, count, inFlight: 4 }),
  };
};

/** Instead of 30 s: waiting for what killed workers held is otherwise most of the time that this takes. */
const leaseMs = 5000;

const judge = (account: RunAccount, runs: number) => {
  const { running = 0, waiting = 0, completed = 0 } = account.runs;
  return {
    completed,
    stuck: running + waiting,
    lost: runs - completed - running - waiting + account.missingEffects,
    doubled: account.doubledSteps + account.misreportedRuns + account.surplusEffects,
  };
};

const hurt = async (lab: FaultLab, postgres: RestartablePostgres, { kills, runs }: ChaosOptions) => {
  const load = await openLoad(lab);
  const accepted: Promise<void>[] = [];
  const over = new AbortController();
  const breaking = [restartOften(postgres, over.signal), emptyQueueOften(lab.emptyQueue, over.signal)];
  const share = (part: number) => Math.floor(((part + 1) * runs) / kills) - Math.floor((part * runs) / kills);
  const killing = await killWorkers({
    start: () => lab.startWorker(),
    kills,
    frozenMs: leaseMs * 1.5,
    // The load comes in equal parts, so that each kill finds work under way.
    beforeEach: (kill) => void accepted.push(load.start(kill, share(kill))),
  });
  over.abort();
  const [restarts = 0, flushes = 0] = await Promise.all(breaking);
  await Promise.all(accepted);
  await awaitEnds(lab);
  const crashed = killing.crashed() + (load.gateway.isRunning() ? 0 : 1);
  return { kills, freezes: killing.freezes, restarts, flushes, crashed };
};

/** Runs the load on an installation of its own while everything under it is broken again and again. */
export const runChaos = async (backend: QueueBackend, options: ChaosOptions): Promise<ChaosFigures> => {
  const postgres = await startRestartablePostgres();
  try {
    const lab = await openFaultLab(backend, { databaseUrl: postgres.url, latencyMs: 200, leaseMs });
    try {
      const startedAt = performance.now();
      const events = await hurt(lab, postgres, options);
      const seconds = Math.round((performance.now() - startedAt) / 1000);
      const calls = [...lab.effects.calls.values()];
      const repeatedSends = calls.reduce((sum, count) => sum + count - 1, 0);
      return { ...judge(await lab.account(), options.runs), ...events, effects: calls.length, repeatedSends, seconds };
    } finally {
      await lab.close();
    }
  } finally {
    await postgres.stop();
  }
};
