import { fileURLToPath } from 'node:url';
import { createApiKey } from '@switchyard/application';
import {
  findFreePort,
  type RestartablePostgres,
  startRestartablePostgres,
  startUntilAccepted,
} from '@switchyard/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { threeEffects } from './definitions.ts';
import { type FaultLab, flawless, openFaultLab, patience, queueBackends, waiting } from './fault-lab.ts';

const gatewayMain = fileURLToPath(new URL('../../../gateway/src/main.ts', import.meta.url));
const runCount = 60;

describe.each(queueBackends)('a PostgreSQL that goes away under load, with the queue in %s,', patience, (backend) => {
  let postgres: RestartablePostgres;
  let lab: FaultLab;
  afterEach(async () => {
    await lab.close();
    await postgres.stop();
  });

  test('stopped or killed, ends no process, and every run that was asked for happens once', async () => {
    postgres = await startRestartablePostgres();
    lab = await openFaultLab(backend, { databaseUrl: postgres.url, latencyMs: 100 });
    const workflow = await lab.publish(threeEffects(lab.effects.url));
    const { key } = await createApiKey(lab.app, lab.owner, {
      name: 'load',
      scopes: ['runs:start'],
      expiresInDays: null,
    });
    const port = await findFreePort();
    const gateway = lab.startProcess(gatewayMain, { SWITCHYARD_GATEWAY_PORT: String(port) });
    const worker = lab.startWorker({ SWITCHYARD_WORKER_CONCURRENCY: '5' });
    const url = `http://127.0.0.1:${port}/api/v1/workflows/${workflow}/runs`;
    const accepted = startUntilAccepted({ url, key, count: runCount, inFlight: 4 });
    await expect.poll(() => lab.effects.calls.size, waiting).toBeGreaterThan(10);
    await postgres.restart(500);
    const before = lab.effects.calls.size;
    await expect.poll(() => lab.effects.calls.size, waiting).toBeGreaterThan(before);
    await postgres.crash(0);
    await accepted;
    await expect.poll(lab.runs, waiting).toEqual({ completed: runCount });
    expect(await lab.account()).toEqual(flawless(runCount));
    expect(lab.effects.calls.size).toBe(runCount * 3);
    expect([gateway.isRunning(), worker.isRunning()]).toEqual([true, true]);
  });
});
