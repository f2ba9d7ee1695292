import { fileURLToPath } from 'node:url';
import { createApiKey } from '@switchyard/application';
import { findFreePort, startUntilAccepted, terminateConnections } from '@switchyard/testing';
import { afterEach, expect, test } from 'vitest';
import { threeEffects } from './definitions.ts';
import { type FaultLab, flawless, openFaultLab, patience, waiting } from './fault-lab.ts';

const gatewayMain = fileURLToPath(new URL('../../../gateway/src/main.ts', import.meta.url));
const readerMain = fileURLToPath(new URL('./processes/reader.ts', import.meta.url));
const runCount = 60;
const rounds = 25;

let lab: FaultLab;
afterEach(() => lab.close());

test(
  'connections that the server ends again and again, idle, listening or in use, end no process',
  patience,
  async () => {
    lab = await openFaultLab('postgres', { latencyMs: 50 });
    const workflow = await lab.publish(threeEffects(lab.effects.url));
    const { key } = await createApiKey(lab.app, lab.owner, {
      name: 'load',
      scopes: ['runs:start'],
      expiresInDays: null,
    });
    const port = await findFreePort();
    const processes = [
      lab.startProcess(gatewayMain, { SWITCHYARD_GATEWAY_PORT: String(port) }),
      lab.startWorker({ SWITCHYARD_WORKER_CONCURRENCY: '5' }),
      lab.startProcess(readerMain, { READER_ORGANISATION: lab.organisationId }),
    ];
    const url = `http://127.0.0.1:${port}/api/v1/workflows/${workflow}/runs`;
    const accepted = startUntilAccepted({ url, key, count: runCount, inFlight: 4 });
    await expect.poll(() => lab.effects.calls.size, waiting).toBeGreaterThan(3);
    for (let round = 0; round < rounds; round += 1) {
      const before = lab.effects.calls.size;
      await terminateConnections(lab.env.DATABASE_URL ?? '');
      // The next blow falls when work goes on, or when there is none left.
      await expect
        .poll(async () => lab.effects.calls.size > before || ((await lab.runs()).completed ?? 0) === runCount, waiting)
        .toBe(true);
    }
    await accepted;
    await expect.poll(lab.runs, waiting).toEqual({ completed: runCount });
    expect(await lab.account()).toEqual(flawless(runCount));
    expect(processes.map((each) => each.isRunning())).toEqual([true, true, true]);
  },
);
