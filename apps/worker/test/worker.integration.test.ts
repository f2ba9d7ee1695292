import { redisAvailable } from '@switchyard/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { threeEffects } from './faults/definitions.ts';
import { type FaultLab, flawless, openFaultLab, patience, queueBackends, waiting } from './faults/fault-lab.ts';

describe.each(queueBackends)('workers on the %s queue', patience, (backend) => {
  let lab: FaultLab;
  afterEach(() => lab.close());

  test('carry every run to its end and make each effect once', async () => {
    lab = await openFaultLab(backend);
    lab.startWorker();
    await lab.startRuns(await lab.publish(threeEffects(lab.effects.url)), 20);
    await expect.poll(lab.runs, waiting).toEqual({ completed: 20 });
    expect(await lab.account()).toEqual(flawless(20));
    expect([...lab.effects.calls.values()].every((calls) => calls === 1)).toBe(true);
  });

  test('that are asked to stop finish what they hold and leave the rest ready', async () => {
    lab = await openFaultLab(backend, { latencyMs: 100 });
    const worker = lab.startWorker({ SWITCHYARD_WORKER_CONCURRENCY: '5' });
    await lab.startRuns(await lab.publish(threeEffects(lab.effects.url)), 20);
    await expect.poll(() => lab.effects.calls.size, waiting).toBeGreaterThan(5);
    await worker.stop('TERM', 40_000);
    expect(await worker.exited).toBe(0);
    const { organisationId } = lab;
    const held = await lab.app.db.transaction({ organisationId }, (tx) =>
      tx.query(`SELECT id FROM step WHERE organisation_id = $1 AND status = 'running'`, [organisationId]),
    );
    expect(held).toEqual([]);
    lab.startWorker();
    await expect.poll(lab.runs, waiting).toEqual({ completed: 20 });
    expect(await lab.account()).toEqual(flawless(20));
    expect(lab.effects.calls.size).toBe(60);
  });
});

describe.skipIf(!redisAvailable)('a worker whose Redis is gone', patience, () => {
  let lab: FaultLab;
  afterEach(() => lab.close());

  test('finds its work in Postgres by itself, and stops when it is asked to', async () => {
    lab = await openFaultLab('redis', { latencyMs: 100 });
    const worker = lab.startWorker({ SWITCHYARD_WORKER_CONCURRENCY: '5' });
    await lab.startRuns(await lab.publish(threeEffects(lab.effects.url)), 20);
    await expect.poll(() => lab.effects.calls.size, waiting).toBeGreaterThan(5);
    await lab.endRedis();
    await expect.poll(lab.runs, waiting).toEqual({ completed: 20 });
    expect(await lab.account()).toEqual(flawless(20));
    await worker.stop('TERM', 40_000);
    expect(await worker.exited).toBe(0);
  });
});
