import { appEnvSchema, createApp, decideApproval, fireDueTimers, startRun } from '@switchyard/application';
import { createPerson, listAuditTypes } from '@switchyard/application/test';
import type { ApprovalId, UserActor } from '@switchyard/domain';
import { afterEach, describe, expect, test } from 'vitest';
import { gateWithEffects, oneEffect } from './definitions.ts';
import { type FaultLab, flawless, openFaultLab, patience, queueBackends, waiting } from './fault-lab.ts';

describe.each(queueBackends)('of many who want the same thing at once, with the queue in %s,', patience, (backend) => {
  let lab: FaultLab;
  afterEach(() => lab.close());

  const findGate = async (): Promise<{ id: ApprovalId; digest: string }> => {
    const [gate] = await lab.app.db.transaction({ organisationId: lab.organisationId }, (tx) =>
      tx.query<{ id: ApprovalId; digest: string }>(
        `SELECT id, digest FROM approval_request WHERE organisation_id = $1 AND status = 'pending'`,
        [lab.organisationId],
      ),
    );
    if (!gate) throw new Error('There is no open gate.');
    return gate;
  };

  const gateStatus = async (): Promise<string | undefined> => {
    const [gate] = await lab.app.db.transaction({ organisationId: lab.organisationId }, (tx) =>
      tx.query<{ status: string }>('SELECT status FROM approval_request WHERE organisation_id = $1', [
        lab.organisationId,
      ]),
    );
    return gate?.status;
  };

  test('fifty deciders of one gate (approve, reject, timeout) have one winner, and one effect follows', async () => {
    const paths: string[] = [];
    lab = await openFaultLab(backend, { answer: async (path) => void paths.push(path) });
    const people = await Promise.all(
      Array.from({ length: 40 }, () => createPerson(lab.app, lab.organisationId, { roles: ['approver'] })),
    );
    await lab.startRuns(await lab.publish(gateWithEffects(lab.effects.url)), 1);
    const { id: approvalId, digest } = await findGate();
    const decide = async (person: UserActor, index: number): Promise<string> => {
      const outcome = index % 2 === 0 ? 'approved' : 'rejected';
      await decideApproval(lab.app, person, { approvalId, outcome, digest, reason: 'Because.' });
      return outcome;
    };
    const overdue = { ...lab.app, now: () => new Date(Date.now() + 60_000) };
    const expire = async (): Promise<string> => `timers fired: ${await fireDueTimers(overdue)}`;
    const answers = await Promise.allSettled([...people.map(decide), ...Array.from({ length: 10 }, expire)]);
    const decided = answers.slice(0, people.length).filter(({ status }) => status === 'fulfilled');
    const ends = (await listAuditTypes(lab.app, lab.organisationId)).filter(
      (type) => type === 'approval.decided' || type === 'approval.expired',
    );
    expect(ends).toEqual([decided.length === 1 ? 'approval.decided' : 'approval.expired']);
    lab.startWorker();
    await expect.poll(lab.runs, waiting).toEqual({ completed: 1 });
    expect(await lab.account()).toEqual(flawless(1));
    expect(paths).toEqual([`/effect/${await gateStatus()}`]);
  });

  test('twenty starters with one key, in two apps, have one winner, and the others learn of its run', async () => {
    lab = await openFaultLab(backend);
    const workflowSlug = await lab.publish(oneEffect(lab.effects.url));
    const other = createApp('other', appEnvSchema.parse(lab.env));
    const starts = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        startRun(index % 2 === 0 ? lab.app : other.app, lab.owner, { workflowSlug, idempotencyKey: 'invoice-4711' }),
      ),
    );
    await other.close();
    expect(new Set(starts.map(({ runId }) => runId)).size).toBe(1);
    expect(starts.filter(({ isDuplicate }) => !isDuplicate)).toHaveLength(1);
    lab.startWorker();
    await expect.poll(lab.runs, waiting).toEqual({ completed: 1 });
    expect(await lab.account()).toEqual(flawless(1));
    expect(lab.effects.calls.size).toBe(1);
  });
});
