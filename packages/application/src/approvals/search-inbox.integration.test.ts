import { newId } from '@switchyard/db';
import { approvalConfigSchema, type OrganisationId, type StepId, type UserActor } from '@switchyard/domain';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createOrganisation, createPerson, createTestApp, keyActor, type TestApp } from '../../test/create-test-app.ts';
import { defineWorkflow, publishDefinition } from '../../test/publish-definition.ts';
import { startRun } from '../runs/start-run.ts';
import { getInboxItem } from './get-inbox-item.ts';
import { type InboxEntry, listInbox } from './list-inbox.ts';
import { openApproval } from './open-approval.ts';
import { openWorkItem } from './open-work-item.ts';

let fixture: TestApp;
let organisationId: OrganisationId;
let rita: UserActor;
let ben: UserActor;

beforeAll(async () => {
  fixture = await createTestApp();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  organisationId = await createOrganisation(fixture.app);
  ben = await createPerson(fixture.app, organisationId, { name: 'Ben', roles: ['approver', 'operator'] });
  rita = await createPerson(fixture.app, organisationId, { name: 'Rita Ørsted', roles: ['process_owner'] });
});

interface Place {
  readonly runId: string;
  readonly workflowId: string;
  readonly versionId: string;
  readonly workflowSlug: string;
}

/** A published workflow with one run that requests can belong to. */
const createPlace = async (): Promise<Place> => {
  const definition = defineWorkflow(
    [
      { id: 'start', kind: 'start', config: {} },
      {
        id: 'gate',
        kind: 'approval',
        config: { title: 'Not this one', stages: [{ name: 'One', who: { users: [], groups: [], roles: ['admin'] } }] },
      },
      { id: 'end', kind: 'end', config: {} },
    ],
    [
      { from: 'start', to: 'gate' },
      { from: 'gate', to: 'end', port: 'approved' },
      { from: 'gate', to: 'end', port: 'rejected' },
    ],
  );
  const workflowSlug = await publishDefinition(fixture.app, organisationId, definition);
  const { runId } = await startRun(fixture.app, rita, { workflowSlug, input: {} });
  const [run] = await fixture.app.db.queryOnce<{ workflow_id: string; version_id: string }>(
    { organisationId },
    'SELECT workflow_id, version_id FROM run WHERE id = $1',
    [runId],
  );
  return { runId, workflowSlug, workflowId: run?.workflow_id ?? '', versionId: run?.version_id ?? '' };
};

const nameWorkflow = ({ workflowId }: Place, name: string) =>
  fixture.app.db.transaction({ organisationId }, (tx) =>
    tx.execute('UPDATE workflow SET name = $2 WHERE id = $1', [workflowId, name]),
  );

interface Request {
  readonly title: string;
  readonly facts?: readonly { readonly label: string; readonly value: string | number }[];
  readonly role?: string;
}

const openRequests = (place: Place, requests: readonly Request[]) =>
  fixture.app.db.transaction({ organisationId }, async (tx) => {
    for (const { title, facts = [], role = 'approver' } of requests) {
      await openApproval(tx, {
        organisationId,
        actor: rita,
        at: fixture.app.now(),
        ...place,
        stepId: newId<StepId>(),
        nodeId: 'gate',
        config: approvalConfigSchema.parse({ title: 'x', stages: [{ name: 'One', who: { roles: [role] } }] }),
        title,
        description: '',
        facts,
        requestedBy: rita.userId,
        requestedByLabel: 'Rita Ørsted',
        publishedById: null,
        deadlineAt: null,
      });
    }
  });

type Input = NonNullable<Parameters<typeof listInbox>[2]>;

/** Everything that a search finds, page by page. */
const findAll = async (input: Input, actor = ben): Promise<InboxEntry[]> => {
  const found: InboxEntry[] = [];
  let cursor: string | null = null;
  do {
    const page = await listInbox(fixture.app, actor, { ...input, ...(cursor === null ? {} : { cursor }) });
    found.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return found;
};

const titlesOf = async (search: string, input: Input = {}, actor = ben): Promise<string[]> =>
  (await findAll({ ...input, search }, actor)).map(({ title }) => title);

test('words are found in the title, the facts, the process, the run and the name of who asked; all of them must be', async () => {
  const [one, two] = [await createPlace(), await createPlace()];
  await nameWorkflow(one, 'Receipts of ÅNGSTRÖM');
  await openRequests(one, [{ title: 'Invoice 17', facts: [{ label: 'Vendor', value: 'Globex "Old" Ltd' }] }]);
  await openRequests(two, [{ title: 'Order 17', facts: [{ label: 'Amount', value: 4711 }] }]);
  expect(await titlesOf('invoice')).toEqual(['Invoice 17']);
  expect(await titlesOf('17')).toEqual(['Invoice 17', 'Order 17']);
  expect(await titlesOf('17 globex')).toEqual(['Invoice 17']);
  expect(await titlesOf('GLOBEX "old"')).toEqual(['Invoice 17']);
  expect(await titlesOf('4,711')).toEqual(['Order 17']);
  expect(await titlesOf('ångström 17')).toEqual(['Invoice 17']);
  expect(await titlesOf('rita')).toEqual(['Invoice 17', 'Order 17']);
  expect(await titlesOf(two.runId)).toEqual(['Order 17']);
  expect(await titlesOf(two.runId.slice(-8))).toEqual(['Order 17']);
  expect(await titlesOf('globex order')).toEqual([]);
});

test('signs that mean something to a database mean themselves', async () => {
  const place = await createPlace();
  const titles = ['100% sure', 'a_b', "O'Neill", 'back\\slash', 'say "yes"', '$1 and ?', 'Plain'];
  await openRequests(
    place,
    titles.map((title) => ({
      title,
      facts: [
        { label: 'Vendor', value: 'Initech' },
        { label: 'Label', value: 'x' },
      ],
    })),
  );
  for (const [search, ...found] of [
    ['%', '100% sure'],
    ['_', 'a_b'],
    ["'", "O'Neill"],
    ['\\', 'back\\slash'],
    ['"', 'say "yes"'],
    ['$1', '$1 and ?'],
    ["'; DROP TABLE approval_request; --"],
    ['['],
    ['{'],
    ['label'],
    ['value'],
  ] as [string, ...string[]][]) {
    expect(await titlesOf(search), search).toEqual(found);
  }
  expect(await titlesOf('plain\0\u0007')).toEqual(['Plain']);
  expect(await titlesOf('plain \ud800')).toEqual([]);
  expect(await titlesOf('   ')).toEqual(titles);
  expect(await titlesOf('a b c d e f g h i j k')).toEqual([]);
  await expect(listInbox(fixture.app, ben, { search: 'x'.repeat(10_000) })).rejects.toThrow('at most 200 characters');
});

test('one process alone, together with words, and none where there is no such process', async () => {
  const [one, two] = [await createPlace(), await createPlace()];
  await openRequests(one, [{ title: 'Invoice 1' }, { title: 'Order 1' }]);
  await openRequests(two, [{ title: 'Invoice 2' }]);
  expect(await titlesOf('', { workflowSlug: one.workflowSlug })).toEqual(['Invoice 1', 'Order 1']);
  expect(await titlesOf('invoice', { workflowSlug: one.workflowSlug })).toEqual(['Invoice 1']);
  expect(await titlesOf('', { workflowSlug: 'no-such-process' })).toEqual([]);
});

test('a search finds what the filter shows, and nothing of other people or organisations', async () => {
  const place = await createPlace();
  await openRequests(place, [{ title: 'Invoice for Ben' }, { title: 'Invoice for others', role: 'admin' }]);
  const eve = await createPerson(fixture.app, await createOrganisation(fixture.app), { roles: ['owner', 'approver'] });
  expect(await titlesOf('invoice')).toEqual(['Invoice for Ben']);
  expect(await titlesOf('invoice', { filter: 'all' })).toEqual(['Invoice for Ben', 'Invoice for others']);
  expect(await titlesOf('invoice', { filter: 'others' }, rita)).toEqual(['Invoice for Ben', 'Invoice for others']);
  for (const filter of ['mine', 'others', 'all', 'decided'] as const) {
    expect(await titlesOf('invoice', { filter }, eve)).toEqual([]);
    expect(await titlesOf('', { filter, workflowSlug: place.workflowSlug }, eve)).toEqual([]);
  }
  const nobody = { ...ben, roles: [] };
  await expect(listInbox(fixture.app, nobody, { search: 'invoice' })).rejects.toMatchObject({ code: 'forbidden' });
  const key = keyActor(organisationId, ['approvals:read']);
  await expect(listInbox(fixture.app, key, { search: 'invoice' })).rejects.toMatchObject({ code: 'forbidden' });
});

test('what somebody decided is searched newest first, and is theirs alone', async () => {
  const place = await createPlace();
  await openRequests(place, [{ title: 'Invoice 1' }, { title: 'Order 1' }, { title: 'Invoice 2' }]);
  for (const { id } of await findAll({})) {
    const item = await getInboxItem(fixture.app, ben, { id });
    if (item.kind === 'approval') {
      await fixture.app.db.transaction({ organisationId }, (tx) =>
        tx.execute(
          `INSERT INTO approval_vote (id, organisation_id, approval_id, stage, user_id, outcome, digest)
           VALUES ($1, $2, $3, 0, $4, 'approved', $5)`,
          [newId(), organisationId, id, ben.userId, item.digest],
        ),
      );
    }
  }
  expect(await titlesOf('invoice', { filter: 'decided' })).toEqual(['Invoice 2', 'Invoice 1']);
  expect(await titlesOf('invoice', { filter: 'decided', limit: 1 })).toEqual(['Invoice 2', 'Invoice 1']);
  expect(await titlesOf('invoice', { filter: 'decided' }, rita)).toEqual([]);
});

test('work that a person does is found beside requests', async () => {
  const place = await createPlace();
  await nameWorkflow(place, 'Reading');
  await openRequests(place, [{ title: 'Receipt 1' }]);
  await fixture.app.db.transaction({ organisationId }, (tx) =>
    openWorkItem(tx, {
      organisationId,
      at: fixture.app.now(),
      runId: place.runId,
      stepId: newId<StepId>(),
      taskVersionId: newId(),
      receiptId: null,
      title: 'Read receipt 100%',
      input: {},
      suggestion: null,
      roles: ['approver'],
    }),
  );
  expect(await titlesOf('receipt')).toEqual(['Receipt 1', 'Read receipt 100%']);
  expect(await titlesOf('reading 100%')).toEqual(['Read receipt 100%']);
  expect(await titlesOf('', { workflowSlug: place.workflowSlug })).toEqual(['Receipt 1', 'Read receipt 100%']);
});

/** Copies the request called “The first”, each with a title of its own. */
const copyRequest = (titles: readonly string[]) =>
  fixture.app.db.transaction({ organisationId }, (tx) =>
    tx.execute(
      `WITH copy AS (
         INSERT INTO approval_request
         SELECT (jsonb_populate_record(r, jsonb_build_object('id', uuidv7(), 'step_id', uuidv7(), 'title', t.title))).*
         FROM unnest($2::text[]) WITH ORDINALITY AS t (title, place), approval_request r
         WHERE r.organisation_id = $1 AND r.title = 'The first' ORDER BY t.place
         RETURNING id)
       INSERT INTO approval_assignment (id, organisation_id, approval_id, stage, role)
       SELECT uuidv7(), $1, id, 0, 'approver' FROM copy`,
      [organisationId, titles],
    ),
  );

test('thousands are looked through part by part: each match comes once, in order', async () => {
  await openRequests(await createPlace(), [{ title: 'The first' }]);
  const titles = Array.from({ length: 4500 }, (_, index) => `${index % 900 === 899 ? 'Needle' : 'Hay'} ${index}`);
  await copyRequest(titles);
  const needles = titles.filter((title) => title.startsWith('Needle'));
  expect(await titlesOf('needle')).toEqual(needles);
  expect(await titlesOf('needle', { limit: 2 })).toEqual(needles);
  expect(await titlesOf('hay', { limit: 100 })).toEqual(titles.filter((title) => title.startsWith('Hay')));
});

test('a fact that is a digest is not said in a list', async () => {
  const place = await createPlace();
  const digest = 'ab'.repeat(32);
  await openRequests(place, [
    {
      title: 'A call',
      facts: [
        { label: 'Tool', value: 'shop/refund' },
        { label: 'Digest', value: digest },
      ],
    },
  ]);
  const [entry] = await findAll({});
  expect(entry?.facts).toEqual([{ label: 'Tool', value: 'shop/refund' }]);
  const item = await getInboxItem(fixture.app, ben, { id: entry?.id ?? '' });
  expect(JSON.stringify(item)).toContain(digest);
});
