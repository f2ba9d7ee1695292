import { afterEach, describe, expect, test } from 'vitest';
import { threeEffects, waitThenEffect } from './definitions.ts';
import { type FaultLab, flawless, openFaultLab, patience, queueBackends, waiting } from './fault-lab.ts';

describe.each(queueBackends)('a %s queue that is emptied', patience, (backend) => {
  let lab: FaultLab;
  afterEach(() => lab.close());

  test('before any worker looks keeps no run from its end', async () => {
    lab = await openFaultLab(backend);
    await lab.startRuns(await lab.publish(threeEffects(lab.effects.url)), 10);
    await lab.emptyQueue();
    lab.startWorker();
    await expect.poll(lab.runs, waiting).toEqual({ completed: 10 });
    expect(await lab.account()).toEqual(flawless(10));
  });

  test('again and again while runs are under way loses and repeats nothing', async () => {
    lab = await openFaultLab(backend, { latencyMs: 100 });
    const worker = lab.startWorker({ SWITCHYARD_WORKER_CONCURRENCY: '5' });
    await lab.startRuns(await lab.publish(threeEffects(lab.effects.url)), 24);
    for (const effects of [10, 40]) {
      await expect.poll(() => lab.effects.calls.size, waiting).toBeGreaterThan(effects);
      await lab.emptyQueue();
    }
    await expect.poll(lab.runs, waiting).toEqual({ completed: 24 });
    expect(await lab.account()).toEqual(flawless(24));
    expect(lab.effects.calls.size).toBe(72);
    expect(worker.isRunning()).toBe(true);
  });

  test('before timers are due lets each fire once, and the runs go on', async () => {
    lab = await openFaultLab(backend);
    lab.startWorker();
    await lab.startRuns(await lab.publish(waitThenEffect(lab.effects.url)), 20);
    await lab.emptyQueue();
    await expect.poll(lab.runs, waiting).toEqual({ completed: 20 });
    expect(await lab.account()).toEqual(flawless(20));
    expect(lab.effects.calls.size).toBe(20);
  });
});
