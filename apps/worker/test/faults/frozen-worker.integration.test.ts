import { afterEach, describe, expect, test } from 'vitest';
import { oneEffect } from './definitions.ts';
import { type FaultLab, flawless, openFaultLab, patience, queueBackends, waiting } from './fault-lab.ts';

describe.each(queueBackends)('a worker on the %s queue that is frozen past its lease', patience, (backend) => {
  let lab: FaultLab;
  afterEach(() => lab.close());

  interface Held {
    readonly status: string;
    readonly lease_token: number;
    readonly lease_owner: string | null;
    readonly output: unknown;
  }
  const readStep = async (): Promise<Held | undefined> => {
    const [step] = await lab.app.db.transaction({ organisationId: lab.organisationId }, (tx) =>
      tx.query<Held>(
        `SELECT status, lease_token, lease_owner, output FROM step WHERE organisation_id = $1 AND node_id = 'one'`,
        [lab.organisationId],
      ),
    );
    return step;
  };

  /** Two calls whose answers the test holds back; what comes after is answered at once. */
  const openHeldCalls = () => {
    const calls = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let arrived = 0;
    return {
      arrived: () => arrived,
      release: (index: number) => calls[index]?.resolve(),
      answer: async () => {
        arrived += 1;
        await calls[arrived - 1]?.promise;
      },
    };
  };

  test('writes nothing late, neither while another holds the step nor once that has finished', async () => {
    const calls = openHeldCalls();
    lab = await openFaultLab(backend, { leaseMs: 4000, answer: calls.answer });
    const frozen = lab.startWorker();
    await lab.startRuns(await lab.publish(oneEffect(lab.effects.url)), 1);
    await expect.poll(calls.arrived, waiting).toBe(1);
    frozen.signal('STOP');
    lab.startWorker();
    await expect.poll(calls.arrived, waiting).toBe(2);
    const held = await readStep();
    expect(held).toMatchObject({ status: 'running', output: null });
    // The frozen worker gets its answer now, and goes on as if no time had passed.
    calls.release(0);
    frozen.signal('CONT');
    await frozen.stop('TERM', 60_000);
    expect(await frozen.exited).toBe(0);
    expect(await readStep()).toEqual(held);
    calls.release(1);
    await expect.poll(lab.runs, waiting).toEqual({ completed: 1 });
    expect(await lab.account()).toEqual(flawless(1));
    expect([...lab.effects.calls.values()]).toEqual([2]);
  });
});
