import { isDomainError, jsonObjectSchema, type OrganisationId, type UserActor } from '@switchyard/domain';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createOrganisation, createPerson, createTestApp, type TestApp } from '../../test/create-test-app.ts';
import { defineWorkflow, publishDefinition } from '../../test/publish-definition.ts';
import { getRun } from '../runs/get-run.ts';
import { startRun } from '../runs/start-run.ts';
import { decideApproval } from './decide-approval.ts';
import type { DecideApprovalInput } from './decision.ts';

let fixture: TestApp;
let organisationId: OrganisationId;
let owner: UserActor;
let rita: UserActor;
let ben: UserActor;

beforeAll(async () => {
  fixture = await createTestApp({ poolSize: 30 });
});
afterAll(() => fixture.close());
beforeEach(async () => {
  organisationId = await createOrganisation(fixture.app);
  owner = await createPerson(fixture.app, organisationId, { roles: ['process_owner'] });
  rita = await createPerson(fixture.app, organisationId, { name: 'Rita', roles: ['approver'] });
  ben = await createPerson(fixture.app, organisationId, { name: 'Ben', roles: ['approver'] });
});

const gate = (id: string, approvalsNeeded = 1) => ({
  id,
  kind: 'approval' as const,
  config: jsonObjectSchema.parse({
    title: `${id} of {{ input.n }}`,
    stages: [{ name: 'Approver', who: { users: [], groups: [], roles: ['approver'] }, approvalsNeeded }],
  }),
});

const end = {
  id: 'end',
  kind: 'end' as const,
  config: {
    output: [
      { name: 'n', value: 'input.n' },
      { name: 'by', value: 'steps.gate.output.decidedBy' },
    ],
  },
};

const ports = ['approved', 'rejected', 'changes', 'expired'];
const leave = (from: string, to: string) => ports.map((port) => ({ from, to, port }));

const oneGate = (approvalsNeeded = 1) =>
  defineWorkflow(
    [{ id: 'start', kind: 'start', config: {} }, gate('gate', approvalsNeeded), end],
    [{ from: 'start', to: 'gate' }, ...leave('gate', 'end')],
  );

/** Two gates at once, and both have to be passed. */
const twoGates = defineWorkflow(
  [
    { id: 'start', kind: 'start', config: {} },
    { id: 'split', kind: 'parallelSplit', config: {} },
    gate('gate'),
    gate('other'),
    { id: 'join', kind: 'join', config: {} },
    end,
  ],
  [
    { from: 'start', to: 'split' },
    { from: 'split', to: 'gate' },
    { from: 'split', to: 'other' },
    ...leave('gate', 'join'),
    ...leave('other', 'join'),
    { from: 'join', to: 'end' },
  ],
);

interface Request {
  readonly id: string;
  readonly digest: string;
  readonly run_id: string;
}

const openRequests = async (runs: number, definition: Parameters<typeof publishDefinition>[2]): Promise<Request[]> => {
  const workflowSlug = await publishDefinition(fixture.app, organisationId, definition);
  for (let n = 0; n < runs; n += 1) await startRun(fixture.app, owner, { workflowSlug, input: { n } });
  return fixture.app.db.queryOnce<Request>(
    { organisationId },
    'SELECT id, digest, run_id FROM approval_request ORDER BY id',
  );
};

const decide = (actor: UserActor, { id, digest }: Request, input: Partial<DecideApprovalInput> = {}) =>
  decideApproval(fixture.app, actor, { approvalId: id, outcome: 'approved', digest, ...input } as DecideApprovalInput);

const statusOf = async ({ run_id: runId }: Request) => (await getRun(fixture.app, owner, { runId })).status;

/** What happened to each: its status, or the code of its error. */
const settled = async (work: readonly Promise<{ readonly status: string }>[]): Promise<string[]> =>
  (await Promise.allSettled(work)).map((each) => {
    if (each.status === 'fulfilled') return each.value.status;
    return isDomainError(each.reason) ? each.reason.code : String(each.reason);
  });

test('decisions of several people that come together share transactions, and each is carried on in its own run and name', async () => {
  const requests = await openRequests(12, oneGate());
  const decided = requests.map((request, index) => decide(index % 2 === 0 ? rita : ben, request));
  expect(await settled(decided)).toEqual(requests.map(() => 'approved'));
  for (const [index, { run_id: runId }] of requests.entries()) {
    const by = index % 2 === 0 ? 'Rita' : 'Ben';
    expect(await getRun(fixture.app, owner, { runId })).toMatchObject({
      status: 'completed',
      output: { n: index, by },
    });
  }
  const [votes] = await fixture.app.db.queryOnce<{ count: number; transactions: number }>(
    { organisationId },
    'SELECT count(*)::int AS count, count(DISTINCT xmin::text)::int AS transactions FROM approval_vote',
  );
  expect(votes?.count).toBe(12);
  expect(votes?.transactions).toBeLessThan(12);
  const events = await fixture.app.db.queryOnce<{ run_id: string; types: string; labels: string; writes: number }>(
    { organisationId },
    `SELECT run_id, string_agg(type, ' ' ORDER BY id) AS types, string_agg(DISTINCT actor_label, ' ') AS labels,
            count(DISTINCT e.xmin::text)::int AS writes
     FROM audit_event e WHERE type IN ('approval.decided', 'run.completed') GROUP BY run_id ORDER BY run_id`,
  );
  expect(events).toEqual(
    requests
      .toSorted((left, right) => left.run_id.localeCompare(right.run_id))
      .map(({ run_id }) => ({
        run_id,
        types: 'approval.decided run.completed',
        labels: requests.findIndex((request) => request.run_id === run_id) % 2 === 0 ? 'Rita' : 'Ben',
        writes: 1,
      })),
  );
});

test('those that are refused, or cannot be stored, get their own error, and those beside them are written', async () => {
  const requests = await openRequests(6, oneGate());
  const inputs: Partial<DecideApprovalInput>[] = [
    {},
    { digest: '0'.repeat(64) },
    {},
    { outcome: 'rejected' },
    { reason: 'a \u0000 character' },
    {},
  ];
  const decided = await settled(requests.map((request, index) => decide(ben, request, inputs[index])));
  expect(decided.with(4, 'refused')).toEqual([
    'approved',
    'conflict',
    'approved',
    'invalid_input',
    'refused',
    'approved',
  ]);
  expect(decided[4]).not.toBe('approved');
  const statuses = await Promise.all(requests.map(statusOf));
  expect(statuses).toEqual(['completed', 'waiting', 'completed', 'waiting', 'waiting', 'completed']);
});

test('a run that somebody holds keeps none of the others waiting, and is decided when it is free', async () => {
  const [held, ...others] = await openRequests(4, oneGate());
  if (!held) throw new Error('Nothing waits.');
  const [locked, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const holding = fixture.app.db.transaction({ organisationId }, async (tx) => {
    await tx.query('SELECT 1 FROM run WHERE id = $1 FOR UPDATE', [held.run_id]);
    locked.resolve();
    await released.promise;
  });
  await locked.promise;
  const late = decide(ben, held);
  expect(await settled(others.map((request) => decide(ben, request)))).toEqual(others.map(() => 'approved'));
  expect(await statusOf(held)).toBe('waiting');
  released.resolve();
  await holding;
  expect(await settled([late])).toEqual(['approved']);
  expect(await statusOf(held)).toBe('completed');
});

test('two requests of one run that are decided at once both count', async () => {
  const requests = await openRequests(3, twoGates);
  expect(requests).toHaveLength(6);
  expect(await settled(requests.map((request) => decide(ben, request)))).toEqual(requests.map(() => 'approved'));
  expect(await Promise.all(requests.map(statusOf))).toEqual(requests.map(() => 'completed'));
});

test('where a second approval is needed both people are asked, whoever comes first', async () => {
  const requests = await openRequests(3, oneGate(2));
  const first = await settled(requests.flatMap((request) => [decide(ben, request), decide(rita, request)]));
  expect(first.toSorted()).toEqual([...requests.map(() => 'approved'), ...requests.map(() => 'pending')]);
  expect(await Promise.all(requests.map(statusOf))).toEqual(requests.map(() => 'completed'));
});
