import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { threeEffects } from './definitions.ts';
import { type FaultLab, flawless, openFaultLab, patience, queueBackends, waiting } from './fault-lab.ts';

const [runCount, killCount] = [120, 6];
/** So that the work outlasts the kills, and each kill finds some in hand. */
const [latencyMs, concurrency] = [100, { SWITCHYARD_WORKER_CONCURRENCY: '5' }];

describe.each(queueBackends)('workers on the %s queue that are killed', patience, (backend) => {
  let lab: FaultLab;
  afterEach(() => lab.close());

  test('again and again at random moments lose no run, and make and record each effect once', async () => {
    lab = await openFaultLab(backend, { latencyMs });
    const workers = [lab.startWorker(concurrency), lab.startWorker(concurrency)];
    await lab.startRuns(await lab.publish(threeEffects(lab.effects.url)), runCount);
    for (let kill = 0; kill < killCount; kill += 1) {
      const before = lab.effects.calls.size;
      await expect.poll(() => lab.effects.calls.size, waiting).toBeGreaterThan(before);
      // Any moment will do: the test is that none of them matters.
      await delay(randomInt(300));
      const [victim] = workers.splice(randomInt(workers.length), 1);
      victim?.signal('KILL');
      workers.push(lab.startWorker(concurrency));
    }
    await expect.poll(lab.runs, waiting).toEqual({ completed: runCount });
    expect(await lab.account()).toEqual(flawless(runCount));
    expect(lab.effects.calls.size).toBe(runCount * 3);
  });
});
