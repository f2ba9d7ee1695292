import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createWorkflow, publishWorkflow, signDelivery, startRunFromWebhook } from '@switchyard/application';
import { defineWorkflow } from '@switchyard/application/test';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FaultLab, flawless, openFaultLab, patience, waiting } from './fault-lab.ts';

let lab: FaultLab;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'handed-'));
  lab = await openFaultLab('postgres', { latencyMs: 50, ringDirectory: join(folder, 'ring') });
});
afterEach(async () => {
  await lab.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A script, two calls, started by a webhook; gives what starts one run. */
const publish = async () => {
  const { app, owner, effects } = lab;
  const definition = defineWorkflow(
    [
      { id: 'start', kind: 'start', config: { triggers: [{ type: 'webhook' }] } },
      { id: 'count', kind: 'script', config: { code: 'export const main = () => ({ n: 1 });' } },
      { id: 'one', kind: 'http', config: { method: 'POST', url: effects.url, body: 'steps.count.output' } },
      { id: 'two', kind: 'http', config: { method: 'POST', url: effects.url } },
      { id: 'end', kind: 'end', config: {} },
    ],
    [
      { from: 'start', to: 'count' },
      { from: 'count', to: 'one' },
      { from: 'one', to: 'two' },
      { from: 'two', to: 'end' },
    ],
  );
  const file = {
    format: 'switchyard-workflow' as const,
    v: 1 as const,
    slug: 'near',
    name: 'Near',
    description: '',
    definition,
  };
  const { slug, revision } = await createWorkflow(app, owner, {
    name: 'Near',
    slug: 'near',
    from: { kind: 'file', file },
  });
  const { newWebhook } = await publishWorkflow(app, owner, { slug, note: 'Near.', revision });
  if (!newWebhook) throw new Error('There is no webhook.');
  const token = new URL(newWebhook.url).pathname.split('/').at(-1) ?? '';
  return async (deliveryId: string): Promise<void> => {
    const body = Buffer.from('{}');
    const at = Math.floor(Date.now() / 1000);
    const mac = signDelivery(newWebhook.secret, at, deliveryId, body).toString('hex');
    const signature = `t=${at},v1=${mac}`;
    await startRunFromWebhook(app, { token, signature, deliveryId, body, parse: (text) => JSON.parse(String(text)) });
  };
};

/** Steps that were under a worker's lease from their first moment, behind a script that no worker did. */
const countHanded = async (): Promise<number> => {
  const { organisationId } = lab;
  const [row] = await lab.app.db.queryOnce<{ handed: number }>(
    { organisationId },
    `SELECT count(*)::int AS handed FROM step one JOIN step script ON script.run_id = one.run_id
     WHERE one.node_id = 'one' AND one.started_at = one.created_at AND script.node_id = 'count' AND script.attempt = 0`,
    [],
  );
  return row?.handed ?? 0;
};

/** Starts runs until steps are handed over, and says how many. */
const warmUp = async (start: (id: string) => Promise<void>): Promise<number> => {
  let runs = 0;
  const one = async (): Promise<number> => {
    runs += 1;
    await start(`warm-${runs}`);
    return countHanded();
  };
  await expect.poll(one, waiting).toBeGreaterThan(0);
  return runs;
};

const runCount = 80;

/** Starts all runs, a few at a time, and says which have been started. */
const startAll = (start: (id: string) => Promise<void>) => {
  let next = 0;
  const some = async (): Promise<void> => {
    while (next < runCount) {
      next += 1;
      await start(`delivery-${next}`);
      await delay(20);
    }
  };
  return { isDone: Promise.all([some(), some(), some()]), count: () => next };
};

test(
  'workers that are killed while steps are handed to them lose none, and record each effect once',
  patience,
  async () => {
    const workers = [lab.startWorker(), lab.startWorker()];
    const start = await publish();
    const warm = await warmUp(start);
    const starting = startAll(start);
    for (let kill = 1; kill <= 4; kill += 1) {
      await expect.poll(starting.count, waiting).toBeGreaterThanOrEqual(Math.floor((kill * runCount) / 5));
      workers.shift()?.signal('KILL');
      workers.push(lab.startWorker());
    }
    await starting.isDone;
    await expect.poll(lab.runs, waiting).toEqual({ completed: runCount + warm });
    expect(await lab.account()).toEqual(flawless(runCount + warm));
  },
);

test(
  'a worker that is asked to stop does what was on its way to it, and holds nothing afterwards',
  patience,
  async () => {
    const worker = lab.startWorker();
    const start = await publish();
    const warm = await warmUp(start);
    const starting = startAll(start);
    await expect.poll(starting.count, waiting).toBeGreaterThan(runCount / 2);
    await worker.stop('TERM', 40_000);
    expect(await worker.exited).toBe(0);
    await starting.isDone;
    const held = await lab.app.db.queryOnce(
      { organisationId: lab.organisationId },
      `SELECT 1 FROM step WHERE status = 'running'`,
      [],
    );
    expect(held).toEqual([]);
    lab.startWorker();
    await expect.poll(lab.runs, waiting).toEqual({ completed: runCount + warm });
    expect(await lab.account()).toEqual(flawless(runCount + warm));
  },
);
