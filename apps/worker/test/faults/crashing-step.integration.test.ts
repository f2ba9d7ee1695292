import { afterEach, describe, expect, test } from 'vitest';
import { oneEffect } from './definitions.ts';
import { type FaultLab, openFaultLab, patience, queueBackends, waiting } from './fault-lab.ts';

describe.each(queueBackends)('a step on the %s queue that ends every process which tries it', patience, (backend) => {
  let lab: FaultLab;
  afterEach(() => lab.close());

  /** What a crash of the process by the step itself looks like from outside: whoever holds it is killed. */
  const killHolder = async (path: string): Promise<void> => {
    if (!path.endsWith('/deadly')) return;
    const [step] = await lab.app.db.transaction({ organisationId: lab.organisationId }, (tx) =>
      tx.query<{ pid: number }>(
        `SELECT split_part(lease_owner, '/', 2)::int AS pid FROM step
         WHERE organisation_id = $1 AND status = 'running' AND input->>'url' LIKE '%/deadly'`,
        [lab.organisationId],
      ),
    );
    if (step) process.kill(step.pid, 'SIGKILL');
  };

  test('is stopped after three crashes and named, and takes neither its neighbours nor the next worker with it', async () => {
    lab = await openFaultLab(backend, { latencyMs: 100, answer: killHolder });
    await lab.startRuns(await lab.publish(oneEffect(`${lab.effects.url}/deadly`)), 1);
    await lab.startRuns(await lab.publish(oneEffect(lab.effects.url)), 10);
    const first = lab.startWorker();
    expect(await first.exited).toBe(128 + 9);
    const second = lab.startWorker();
    await expect.poll(lab.runs, waiting).toEqual({ completed: 10, failed: 1 });
    expect(second.isRunning()).toBe(true);
    const { runs, ...faults } = await lab.account();
    expect(faults).toEqual({ doubledSteps: 0, misreportedRuns: 0, missingEffects: 0, surplusEffects: 0 });
    const [failed] = await lab.app.db.transaction({ organisationId: lab.organisationId }, (tx) =>
      tx.query<{ message: string }>(
        `SELECT error->>'message' AS message FROM run WHERE organisation_id = $1 AND status = 'failed'`,
        [lab.organisationId],
      ),
    );
    expect(failed?.message).toBe('“one” ended the worker each time it was tried and has been stopped.');
    expect(lab.effects.calls.size).toBe(11);
    await second.stop('TERM', 30_000);
    expect(await second.exited).toBe(0);
    expect(runs).toEqual({ completed: 10, failed: 1 });
  });
});
