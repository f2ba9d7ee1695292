import { newId } from '@switchyard/db';
import {
  type ApprovalConfig,
  isDomainError,
  jsonObjectSchema,
  type OrganisationId,
  type Role,
  type UserActor,
} from '@switchyard/domain';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  createOrganisation,
  createPerson,
  createTestApp,
  keyActor,
  listAuditTypes,
  type TestApp,
} from '../../test/create-test-app.ts';
import { drain } from '../../test/drain.ts';
import { defineWorkflow, publishDefinition } from '../../test/publish-definition.ts';
import { cancelRun } from '../runs/cancel-run.ts';
import { getRun } from '../runs/get-run.ts';
import { startRun } from '../runs/start-run.ts';
import { countInbox } from './count-inbox.ts';
import { decideApproval } from './decide-approval.ts';
import type { DecideApprovalInput } from './decision.ts';
import { getInboxItem } from './get-inbox-item.ts';
import type { ApprovalItem } from './inbox-item-schema.ts';
import { listApproverWarnings } from './list-approver-warnings.ts';
import { listInbox } from './list-inbox.ts';

let fixture: TestApp;
let organisationId: OrganisationId;
let requester: UserActor;
let ben: UserActor;

beforeAll(async () => {
  fixture = await createTestApp({ poolSize: 30 });
});
afterAll(() => fixture.close());
beforeEach(async () => {
  organisationId = await createOrganisation(fixture.app);
  requester = await person('Rita', ['approver', 'process_owner']);
  ben = await person('Ben', ['approver']);
});

const person = (name: string, roles: Role[]) => createPerson(fixture.app, organisationId, { name, roles });

const approvers = { users: [], groups: [], roles: ['approver'] };

const publish = (config: Partial<ApprovalConfig> = {}) =>
  publishDefinition(
    fixture.app,
    organisationId,
    defineWorkflow(
      [
        {
          id: 'start',
          kind: 'start',
          config: { input: { type: 'object', properties: { amount: { type: 'number' } } } },
        },
        {
          id: 'gate',
          kind: 'approval',
          name: 'Approve invoice',
          config: jsonObjectSchema.parse({
            title: 'Invoice over {{ input.amount }}',
            stages: [{ name: 'Approver', who: approvers }],
            facts: [{ label: 'Amount', value: 'input.amount' }],
            ...config,
          }),
        },
        { id: 'post', kind: 'end', name: 'Post to ledger', config: { outcome: 'posted' } },
        { id: 'refused', kind: 'end', config: { outcome: 'refused' } },
        { id: 'back', kind: 'end', config: { outcome: 'sent back' } },
        { id: 'late', kind: 'end', config: { outcome: 'late' } },
      ],
      [
        { from: 'start', to: 'gate' },
        { from: 'gate', to: 'post', port: 'approved' },
        { from: 'gate', to: 'refused', port: 'rejected' },
        { from: 'gate', to: 'back', port: 'changes' },
        { from: 'gate', to: 'late', port: 'expired' },
      ],
    ),
  );

/** A run that waits at its gate, and the request as `viewer` sees it. */
const open = async (config: Partial<ApprovalConfig> = {}, viewer = ben) => {
  const workflowSlug = await publish(config);
  const { runId } = await startRun(fixture.app, requester, { workflowSlug, input: { amount: 4711 } });
  const item = await findRequest(viewer, runId);
  return { runId, item };
};

const findRequest = async (viewer: UserActor, runId: string): Promise<ApprovalItem> => {
  const { items } = await listInbox(fixture.app, viewer, { filter: 'all', limit: 100 });
  const entry = items.find((each) => each.runId === runId);
  const item = await getInboxItem(fixture.app, viewer, { id: entry?.id ?? '' });
  if (item.kind !== 'approval') throw new Error('expected an approval');
  return item;
};

const decide = (actor: UserActor, item: ApprovalItem, input: Partial<DecideApprovalInput> = {}) =>
  decideApproval(fixture.app, actor, {
    approvalId: item.id,
    outcome: 'approved',
    digest: item.digest,
    ...input,
  } as DecideApprovalInput);

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  const thrown = await work.then(
    () => new Error('it went through'),
    (error: unknown) => error,
  );
  return isDomainError(thrown) ? `${thrown.code}: ${thrown.message}` : String(thrown);
};

const outcomeOf = async (runId: string) => (await getRun(fixture.app, requester, { runId })).outcome;

describe('deciding', () => {
  test('an approval carries the run on by the approved port, with its audit event', async () => {
    const { runId, item } = await open();
    expect(await decide(ben, item)).toMatchObject({ status: 'approved', isStillOpen: false });
    expect(await outcomeOf(runId)).toBe('posted');
    expect(await listAuditTypes(fixture.app, organisationId)).toEqual([
      'run.started',
      'approval.requested',
      'approval.decided',
      'run.completed',
    ]);
  });

  test.each([
    ['rejected', 'refused'],
    ['changes', 'sent back'],
  ] as const)('%s needs a reason and leaves by its own port', async (outcome, ended) => {
    const { runId, item } = await open();
    expect(await codeOf(decide(ben, item, { outcome }))).toContain('invalid_input');
    await decide(ben, item, { outcome, reason: 'The total is wrong.' });
    expect(await outcomeOf(runId)).toBe(ended);
  });

  test('of fifty people who decide at once exactly one wins, and each loser learns who and when', async () => {
    const { runId, item } = await open();
    const people = await Promise.all(Array.from({ length: 50 }, (_, index) => person(`Person ${index}`, ['approver'])));
    const answers = await Promise.allSettled(people.map((each) => decide(each, item)));
    const won = answers.filter(({ status }) => status === 'fulfilled');
    const lost = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as unknown] : []));
    expect(won).toHaveLength(1);
    for (const reason of lost) {
      expect(reason).toMatchObject({ code: 'conflict', details: { decidedBy: expect.stringMatching(/^Person \d+$/) } });
    }
    expect(await outcomeOf(runId)).toBe('posted');
    const types = await listAuditTypes(fixture.app, organisationId);
    expect(types.filter((type) => type === 'approval.decided')).toHaveLength(1);
  });

  test('the requester, the key of the requester and the publisher cannot decide', async () => {
    const { item } = await open();
    expect(await codeOf(decide(requester, item))).toContain('You asked for this yourself');
    const workflowSlug = await publish();
    await fixture.app.db.transaction({ organisationId }, (tx) =>
      tx.execute('UPDATE workflow SET draft = draft WHERE slug = $1', [workflowSlug]),
    );
    const key = keyActor(organisationId, ['runs:start']);
    if (key.kind !== 'api_key') throw new Error('expected a key');
    await fixture.app.db.transaction({ organisationId }, (tx) =>
      tx.execute(
        `INSERT INTO api_key (id, organisation_id, name, prefix, hash, scopes, created_by_id)
         VALUES ($1, $2, 'key', 'sk', $3, '{runs:start}', $4)`,
        [key.apiKeyId, organisationId, newId(), ben.userId],
      ),
    );
    const { runId } = await startRun(fixture.app, key, { workflowSlug, input: { amount: 1 } });
    const byKey = await findRequest(ben, runId);
    expect(byKey).toMatchObject({ mayDecide: false });
    expect(await codeOf(decide(ben, byKey))).toContain('You asked for this yourself');
  });

  test('a decision on other content than was shown is refused', async () => {
    const { runId, item } = await open();
    expect(await codeOf(decide(ben, item, { digest: 'f'.repeat(64) }))).toContain('changed after you opened it');
    expect((await getRun(fixture.app, requester, { runId })).status).toBe('waiting');
  });

  test('high risk needs a confirmation of its own', async () => {
    const { item } = await open({ risk: 'high' });
    expect(await codeOf(decide(ben, item))).toContain('high risk');
    expect(await decide(ben, item, { isConfirmed: true })).toMatchObject({ status: 'approved' });
  });

  test('two approvals of different people pass a stage, and the next stage decides after it', async () => {
    const stages = [
      { name: 'Team', who: approvers, approvalsNeeded: 2 },
      { name: 'Finance', who: { users: [], groups: [], roles: ['owner'] }, approvalsNeeded: 1 },
    ];
    const { runId, item } = await open({ stages });
    const [cleo, olga] = [await person('Cleo', ['approver']), await person('Olga', ['owner'])];
    expect(await codeOf(decide(olga, item))).toContain('not among the people asked');
    expect(await decide(ben, item)).toMatchObject({ isStillOpen: true });
    expect(await codeOf(decide(ben, item))).toContain('already answered');
    await decide(cleo, item);
    expect((await getRun(fixture.app, requester, { runId })).waitingReason).toContain('anyone who is owner');
    expect(await decide(olga, item)).toMatchObject({ status: 'approved' });
    expect(await outcomeOf(runId)).toBe('posted');
  });

  test('an API key never decides', async () => {
    const { item } = await open();
    const key = keyActor(organisationId, ['approvals:read', 'runs:start']);
    expect(
      await codeOf(decideApproval(fixture.app, key, { approvalId: item.id, outcome: 'approved', digest: item.digest })),
    ).toContain('forbidden');
  });

  test('the form of a request is checked before it is approved', async () => {
    const form = {
      type: 'object' as const,
      properties: { account: { type: 'string' as const } },
      required: ['account'],
    };
    const { item } = await open({ form });
    expect(await codeOf(decide(ben, item))).toContain('account is required');
    expect(await decide(ben, item, { form: { account: '4400' } })).toMatchObject({ status: 'approved' });
  });
});

describe('a request that nobody decides', () => {
  test.each([
    ['expire', 'expired', 'late'],
    ['reject', 'rejected', 'refused'],
  ] as const)('is closed at its deadline as the gate says (%s)', async (onExpiry, status, ended) => {
    const { runId, item } = await open({ deadline: 'PT1H', onExpiry });
    fixture.advance(3_700_000);
    await drain(fixture.app, organisationId);
    expect(await getInboxItem(fixture.app, ben, { id: item.id })).toMatchObject({ status, mayDecide: false });
    expect(await outcomeOf(runId)).toBe(ended);
    expect(await codeOf(decide(ben, item))).toContain('conflict');
  });

  test('is withdrawn when its run is cancelled', async () => {
    const { runId, item } = await open();
    await cancelRun(fixture.app, requester, { runId, reason: 'Sent twice.' });
    expect(await getInboxItem(fixture.app, ben, { id: item.id })).toMatchObject({
      status: 'withdrawn',
      decision: expect.stringMatching(/^This request was withdrawn on .* UTC\. The run .*\.$/),
    });
    expect(await listAuditTypes(fixture.app, organisationId)).toContain('approval.withdrawn');
    expect(await countInbox(fixture.app, ben)).toEqual({ count: 0, isMore: false });
  });

  test('names approvers that do not exist and says that nobody can approve it', async () => {
    const who = { users: ['gone@example.com'], groups: ['Board'], roles: [] };
    const { item } = await open({ stages: [{ name: 'Board', who, approvalsNeeded: 1 }] });
    expect(item.problems.join(' ')).toContain('gone@example.com, the group Board');
    expect(item.problems.join(' ')).toContain('Nobody can approve “Board”');
  });
});

test('a gate that only its publisher could pass is a warning before any run reaches it', async () => {
  const who = { users: [requester.email], groups: [], roles: [] };
  const definition = defineWorkflow(
    [
      { id: 'start', kind: 'start', config: {} },
      { id: 'gate', kind: 'approval', name: 'Sign', config: { title: 'x', stages: [{ name: 'Signer', who }] } },
    ],
    [{ from: 'start', to: 'gate' }],
  );
  const warningsFor = (publisher: UserActor) =>
    fixture.app.db.transaction({ organisationId }, (tx) => listApproverWarnings(tx, publisher, definition));
  expect(await warningsFor(requester)).toMatchObject([
    { nodeId: 'gate', message: '“Sign”: Nobody can approve “Signer”.' },
  ]);
  expect(await warningsFor(ben)).toEqual([]);
});

describe('the inbox', () => {
  test('shows what follows from each answer, from the graph', async () => {
    const { item } = await open({ deadline: 'P2D' });
    expect(item.outcomes.map(({ sentence }) => sentence)).toEqual([
      'Approve → the run ends as “posted”',
      'Reject → the run ends as “refused”',
      'Request changes → the run ends as “sent back”',
      'No answer in time → the run ends as “late”',
    ]);
    expect(item.facts).toEqual([{ label: 'Amount', value: 4711 }]);
  });

  test('separates mine, what waits for others, and what I decided', async () => {
    const { item } = await open();
    const idsOf = async (actor: UserActor, filter: 'mine' | 'others' | 'decided') =>
      (await listInbox(fixture.app, actor, { filter })).items.map(({ id }) => id);
    expect(await idsOf(ben, 'mine')).toEqual([item.id]);
    expect(await idsOf(requester, 'mine')).toEqual([]);
    expect(await idsOf(requester, 'others')).toEqual([item.id]);
    await decide(ben, item);
    expect(await idsOf(ben, 'mine')).toEqual([]);
    expect(await idsOf(ben, 'decided')).toEqual([item.id]);
  });

  test('never shows another organisation’s requests, nor lets them be decided', async () => {
    const { item } = await open();
    const foreign = await createPerson(fixture.app, await createOrganisation(fixture.app), { roles: ['owner'] });
    expect((await listInbox(fixture.app, foreign, { filter: 'all' })).items).toEqual([]);
    expect(await codeOf(getInboxItem(fixture.app, foreign, { id: item.id }))).toContain('not_found');
    expect(await codeOf(decide(foreign, item))).toContain('not_found');
  });

  test('pages by key without losing or repeating a request', async () => {
    const workflowSlug = await publish();
    const started: string[] = [];
    for (let index = 0; index < 7; index += 1) {
      started.push((await startRun(fixture.app, requester, { workflowSlug, input: { amount: index } })).runId);
    }
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof listInbox>> = await listInbox(fixture.app, ben, {
        limit: 3,
        ...(cursor === null ? {} : { cursor }),
      });
      seen.push(...page.items.map(({ runId }) => runId));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(started);
  });
});
