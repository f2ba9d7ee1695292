import { setTimeout as delay } from 'node:timers/promises';
import type { FaultLab } from '../../apps/worker/test/faults/fault-lab.ts';

/** Without any run ending for this long, what has not ended is stuck: more than two leases, their sweep and a timer. */
const patienceMs = 60_000;

/** Waits until every run has ended, or none ends any more. */
export const awaitEnds = async (lab: FaultLab): Promise<void> => {
  let best = Number.POSITIVE_INFINITY;
  for (let lastAt = performance.now(); performance.now() - lastAt < patienceMs; await delay(500)) {
    const { running = 0, waiting = 0 } = await lab.runs();
    const open = running + waiting;
    if (open === 0) return;
    if (open < best) lastAt = performance.now();
    best = Math.min(best, open);
  }
};
