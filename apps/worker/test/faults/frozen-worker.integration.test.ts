import { afterEach, describe, expect, test } from 'vitest';
import { oneEffect } from './definitions.ts';
import { type FaultLab, flawless, openFaultLab, patience, queueBackends, waiting } from './fault-lab.ts';

describe.each(queueBackends)('a worker on the %s queue that is frozen past its lease', patience, (backend) => {
  let lab: FaultLab;
  afterEach(() => lab.close());

  test('finds its late write refused: another has finished under the same idempotency key', async () => {
    let arrived = 0;
    let release: () => void = () => undefined;
    const firstCall = new Promise<void>((resolve) => {
      release = resolve;
    });
    lab = await openFaultLab(backend, {
      leaseMs: 1000,
      // The first call is answered only once the frozen worker has been continued; later ones at once.
      answer: () => {
        arrived += 1;
        return arrived === 1 ? firstCall : Promise.resolve();
      },
    });
    const frozen = lab.startWorker();
    await lab.startRuns(await lab.publish(oneEffect(lab.effects.url)), 1);
    await expect.poll(() => arrived, waiting).toBe(1);
    frozen.signal('STOP');
    const other = lab.startWorker();
    await expect.poll(lab.runs, waiting).toEqual({ completed: 1 });
    const finished = await lab.readSteps();
    frozen.signal('CONT');
    release();
    await frozen.stop('TERM', 30_000);
    expect(await frozen.exited).toBe(0);
    expect(await lab.readSteps()).toEqual(finished);
    expect(await lab.account()).toEqual(flawless(1));
    expect([...lab.effects.calls.values()]).toEqual([2]);
    expect(other.isRunning()).toBe(true);
  });
});
