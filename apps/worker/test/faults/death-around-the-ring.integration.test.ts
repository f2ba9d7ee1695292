import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { threeEffects } from './definitions.ts';
import { type FaultLab, flawless, openFaultLab, patience, queueBackends, waiting } from './fault-lab.ts';

const starterMain = fileURLToPath(new URL('./processes/dying-starter.ts', import.meta.url));
const workerMain = fileURLToPath(new URL('./processes/dying-worker.ts', import.meta.url));
const killed = 128 + 9;

describe.each(queueBackends)('a process on the %s queue that is killed', patience, (backend) => {
  let lab: FaultLab;
  afterEach(() => lab.close());

  test.each(['before', 'after'])(
    '%s the ring that follows the commit of a start leaves a run that ends',
    async (moment) => {
      lab = await openFaultLab(backend);
      const workflowSlug = await lab.publish(threeEffects(lab.effects.url));
      const starter = lab.startProcess(starterMain, {
        DYING_MOMENT: moment,
        DYING_WORKFLOW: workflowSlug,
        DYING_ORGANISATION: lab.organisationId,
      });
      expect(await starter.exited).toBe(killed);
      lab.startWorker();
      await expect.poll(lab.runs, waiting).toEqual({ completed: 1 });
      expect(await lab.account()).toEqual(flawless(1));
      expect(lab.effects.calls.size).toBe(3);
    },
  );

  test.each(['before', 'after'])(
    '%s the ring of a worker that has just written a result loses no run',
    async (moment) => {
      lab = await openFaultLab(backend);
      await lab.startRuns(await lab.publish(threeEffects(lab.effects.url)), 5);
      expect(await lab.startProcess(workerMain, { DYING_MOMENT: moment }).exited).toBe(killed);
      lab.startWorker();
      await expect.poll(lab.runs, waiting).toEqual({ completed: 5 });
      expect(await lab.account()).toEqual(flawless(5));
      expect(lab.effects.calls.size).toBe(15);
    },
  );
});
