import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OrganisationId, RunId, UserActor } from '@switchyard/domain';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createOrganisation, createPerson, createTestApp, type TestApp } from '../../test/create-test-app.ts';
import { drain } from '../../test/drain.ts';
import { defineWorkflow, publishDefinition } from '../../test/publish-definition.ts';
import { type ClaimedStep, claimSteps } from './claim-step.ts';
import { executeStep } from './execute-step.ts';
import { fireDueTimers } from './fire-timers.ts';
import { getRun } from './get-run.ts';
import { sendMessage } from './send-message.ts';
import { startRun } from './start-run.ts';
import { expireLeases } from './suspects.ts';
import { releaseExpiredLeases } from './sweep-steps.ts';

let fixture: TestApp;
let organisationId: OrganisationId;
let ana: UserActor;
let server: Server;
let url: string;
let keys: string[];
/** Called when a request has arrived; what it resolves with is answered. */
let answer: () => Promise<number>;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    keys.push(String(request.headers['idempotency-key']));
    response.writeHead(await answer(), { 'content-type': 'application/json' });
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}/`;
  fixture = await createTestApp({ poolSize: 10, allowedHosts: [`127.0.0.1:${port}`] });
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await fixture.close();
});
beforeEach(async () => {
  keys = [];
  answer = async () => 200;
  organisationId = await createOrganisation(fixture.app);
  ana = await createPerson(fixture.app, organisationId, { roles: ['owner'] });
});

const once = { maxAttempts: 1, initialDelayMs: 10, maxDelayMs: 10 };

const begin = async (config: object = {}): Promise<RunId> => {
  const nodes = [
    { id: 'start', kind: 'start' as const, config: {} },
    { id: 'call', kind: 'http' as const, config: { url, retry: once, ...config } },
    { id: 'end', kind: 'end' as const, config: {} },
  ];
  const edges = [
    { from: 'start', to: 'call' },
    { from: 'call', to: 'end' },
  ];
  const workflowSlug = await publishDefinition(fixture.app, organisationId, defineWorkflow(nodes, edges));
  return (await startRun(fixture.app, ana, { workflowSlug })).runId;
};

const claim = async (owner = 'worker'): Promise<ClaimedStep> => {
  const [step] = await claimSteps(fixture.app, { owner, max: 1, scope: { organisationId } });
  if (!step) throw new Error('Nothing was due.');
  return step;
};

const callOf = async (runId: RunId) => {
  const [row] = await fixture.app.db.queryOnce<object>(
    { organisationId },
    `SELECT status, crashes, attempt FROM step WHERE run_id = $1 AND node_id = 'call'`,
    [runId],
  );
  return row;
};

const leaseTokenOf = async (runId: RunId): Promise<number | undefined> => {
  const [row] = await fixture.app.db.queryOnce<{ lease_token: number }>(
    { organisationId },
    `SELECT lease_token FROM step WHERE run_id = $1 AND node_id = 'call'`,
    [runId],
  );
  return row?.lease_token;
};

const runOut = async (): Promise<void> => {
  await fixture.app.db.transaction({ organisationId }, (tx) =>
    tx.execute(
      `WITH begun AS (UPDATE step_attempt SET started_at = started_at - interval '1 hour' WHERE organisation_id = $1)
       UPDATE step SET lease_until = now() - interval '1 second' WHERE organisation_id = $1 AND status = 'running'`,
      [organisationId],
    ),
  );
  await releaseExpiredLeases(fixture.app);
};

describe('a worker that is stopped in order while it waits for an answer', () => {
  const stopWhileCalling = async () => {
    const stopping = new AbortController();
    answer = () => {
      stopping.abort();
      return new Promise(() => undefined);
    };
    await executeStep(fixture.app, await claim(), { owner: 'worker', stopping: stopping.signal, mayChain: () => true });
    answer = async () => 200;
  };

  test('hands the step back: neither an attempt nor a crash, and the next one goes on under the same key', async () => {
    const runId = await begin();
    await stopWhileCalling();
    expect(await callOf(runId)).toEqual({ status: 'ready', crashes: 0, attempt: 0 });
    await drain(fixture.app, organisationId);
    expect((await getRun(fixture.app, ana, { runId })).status).toBe('completed');
    expect([keys.length, new Set(keys).size]).toEqual([2, 1]);
  });

  test('asks a person about a call that may not be repeated, however many attempts it has', async () => {
    const runId = await begin({ isIdempotent: false, retry: { ...once, maxAttempts: 5 } });
    await stopWhileCalling();
    expect(await callOf(runId)).toMatchObject({ status: 'unknown' });
    await drain(fixture.app, organisationId);
    expect(keys).toHaveLength(1);
  });
});

describe('a step whose workers disappear', () => {
  test('is not blamed for hosts that are switched off, frozen or cut off, unless that has happened ten times', async () => {
    const runId = await begin();
    for (let count = 1; count < 10; count += 1) {
      await claim();
      await runOut();
      expect(await callOf(runId)).toMatchObject({ status: 'ready', crashes: count });
    }
    await claim();
    await runOut();
    const { status, error } = await getRun(fixture.app, ana, { runId });
    expect(status).toBe('failed');
    expect(error?.message).toBe(
      '“call” has been stopped: nothing was heard any more of any of the workers that tried it.',
    );
  });

  test('is stopped by the third crash where its process was seen to end', async () => {
    const runId = await begin();
    await claim();
    await runOut();
    for (const owner of ['second', 'third']) {
      const { leaseToken } = await claim(owner);
      await expireLeases(fixture.app, owner);
      // A lease is over once the millisecond is in which it ends.
      await expect.poll(() => releaseExpiredLeases(fixture.app).then(() => leaseTokenOf(runId))).toBe(leaseToken + 1);
    }
    const { error } = await getRun(fixture.app, ana, { runId });
    expect(error?.message).toBe('“call” ended the worker each time it was tried and has been stopped.');
  });
});

describe('a run that cannot be read', () => {
  const beginTwo = async (node: Parameters<typeof defineWorkflow>[0][number]) => {
    const nodes = [
      { id: 'start', kind: 'start' as const, config: {} },
      node,
      { id: 'end', kind: 'end' as const, config: {} },
    ];
    const edges = [
      { from: 'start', to: node.id },
      { from: node.id, to: 'end' },
    ];
    const workflowSlug = await publishDefinition(fixture.app, organisationId, defineWorkflow(nodes, edges));
    const [broken, sound] = [
      await startRun(fixture.app, ana, { workflowSlug }),
      await startRun(fixture.app, ana, { workflowSlug }),
    ];
    await fixture.app.db.transaction({ organisationId }, (tx) =>
      tx.execute(`UPDATE run SET state = '{"v": 9}' WHERE id = $1`, [broken.runId]),
    );
    return { broken: broken.runId, sound: sound.runId };
  };

  test('holds up no message of another one', async () => {
    const { broken, sound } = await beginTwo({ id: 'reply', kind: 'receive', config: { message: 'reply' } });
    for (const key of [broken, sound]) await sendMessage(fixture.app, ana, { name: 'reply', key });
    await drain(fixture.app, organisationId);
    expect((await getRun(fixture.app, ana, { runId: sound })).status).toBe('completed');
  });

  test('holds up no timer of another one, however many are due before it', async () => {
    const { broken, sound } = await beginTwo({ id: 'wait', kind: 'wait', config: { for: 'PT1H' } });
    await fixture.app.db.transaction({ organisationId }, (tx) =>
      tx.execute(
        `INSERT INTO timer (id, organisation_id, run_id, step_id, kind, due_at)
         SELECT gen_random_uuid(), organisation_id, run_id, step_id, kind, due_at - interval '1 minute'
         FROM timer CROSS JOIN generate_series(1, 250) WHERE run_id = $1`,
        [broken],
      ),
    );
    fixture.advance(3_600_000);
    await fireDueTimers(fixture.app);
    await fireDueTimers(fixture.app);
    expect((await getRun(fixture.app, ana, { runId: sound })).status).toBe('completed');
  });
});
