import type { Tx } from '@switchyard/db';
import { draftDefinitionSchema, type OrganisationId, type UserActor } from '@switchyard/domain';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createOrganisation, createPerson, createTestApp, type TestApp } from '../../test/create-test-app.ts';
import type { App } from '../app.ts';
import { createGroup, deleteGroup, renameGroup, setGroupMembers } from '../people/groups.ts';
import { changeRoles, deactivatePerson } from '../people/index.ts';
import { signDelivery, startRunFromWebhook } from '../webhooks/index.ts';
import { createWorkflow, publishWorkflow } from '../workflows/index.ts';

let fixture: TestApp;
let organisationId: OrganisationId;
let owner: UserActor;
let carla: UserActor;
let groupId: string;
let webhook: { readonly token: string; readonly secret: string };

beforeAll(async () => {
  fixture = await createTestApp({ poolSize: 30 });
});
afterAll(() => fixture.close());

/** A gate that asks Carla by her address and whoever is in Finance, which is Ben. */
beforeEach(async () => {
  const { app } = fixture;
  organisationId = await createOrganisation(app);
  owner = await createPerson(app, organisationId, { name: 'Olga' });
  carla = await createPerson(app, organisationId, { name: 'Carla', roles: ['approver'] });
  const ben = await createPerson(app, organisationId, { name: 'Ben', roles: ['approver'] });
  ({ groupId } = await createGroup(app, owner, { name: 'Finance' }));
  await setGroupMembers(app, owner, { groupId, memberIds: [ben.userId] });
  webhook = await publish();
});

const publish = async () => {
  const slug = `gate-${crypto.randomUUID()}`;
  const stage = (name: string, who: object) => ({ name, who: { users: [], groups: [], roles: [], ...who } });
  const gate = {
    title: 'Gate',
    stages: [stage('Person', { users: [carla.email] }), stage('Group', { groups: ['Finance'] })],
  };
  const position = { x: 0, y: 0 };
  const definition = draftDefinitionSchema.parse({
    v: 1,
    nodes: [
      { id: 'start', name: 'Start', kind: 'start', position, config: { triggers: [{ type: 'webhook' }] } },
      { id: 'gate', name: 'Gate', kind: 'approval', position, config: gate },
      { id: 'end', name: 'End', kind: 'end', position, config: {} },
    ],
    edges: [
      { id: 'e0', from: 'start', to: 'gate' },
      ...['approved', 'rejected', 'changes', 'expired'].map((port) => ({ id: port, from: 'gate', port, to: 'end' })),
    ],
  });
  const file = { format: 'switchyard-workflow' as const, v: 1 as const, slug, name: slug, description: '', definition };
  const { revision } = await createWorkflow(fixture.app, owner, { name: slug, slug, from: { kind: 'file', file } });
  const { newWebhook } = await publishWorkflow(fixture.app, owner, { slug, note: 'First.', revision });
  if (!newWebhook) throw new Error('no webhook');
  return { token: newWebhook.url.split('/').at(-1) ?? '', secret: newWebhook.secret };
};

/** The app, counting what it asks the database before it writes. */
const countingQueries = (app: App) => {
  let queries = 0;
  const counted = (tx: Tx): Tx => ({
    ...tx,
    query: (text, values) => {
      queries += 1;
      return tx.query(text, values);
    },
  });
  const db = {
    ...app.db,
    transaction: <Value>(...[scope, work]: Parameters<typeof app.db.transaction<Value>>) =>
      app.db.transaction(scope, (tx) => work(counted(tx))),
  };
  return { app: { ...app, db }, queries: () => queries };
};

const start = async (app: App = fixture.app): Promise<string> => {
  const body = Buffer.from('{}');
  const seconds = Math.floor(app.now().getTime() / 1000);
  const deliveryId = crypto.randomUUID();
  const signature = `t=${seconds},v1=${signDelivery(webhook.secret, seconds, deliveryId, body).toString('hex')}`;
  const call = {
    token: webhook.token,
    signature,
    deliveryId,
    body,
    parse: (bytes: Buffer) => JSON.parse(String(bytes)),
  };
  return (await startRunFromWebhook(app, call)).runId;
};

interface Asked {
  readonly users: string[];
  readonly groups: string[];
  readonly problems: string[];
}

const askedOf = async (runId: string): Promise<Asked | undefined> => {
  const [row] = await fixture.app.db.queryOnce<Asked>(
    { organisationId },
    `SELECT array_remove(array_agg(a.user_id::text), NULL) AS users, array_remove(array_agg(a.group_id::text), NULL) AS groups,
            q.content->'problems' AS problems
     FROM approval_request q LEFT JOIN approval_assignment a ON a.approval_id = q.id
     WHERE q.run_id = $1 GROUP BY q.id`,
    [runId],
  );
  return row;
};

const everybody = () => ({ users: [carla.userId], groups: [groupId], problems: [] });

test('whom a gate asks is not read again for the next run that a webhook starts', async () => {
  await start();
  const { app, queries } = countingQueries(fixture.app);
  expect(await askedOf(await start(app))).toEqual(everybody());
  expect(queries()).toBe(0);
});

const changes: readonly (readonly [string, (app: App) => Promise<unknown>, () => Partial<Asked>])[] = [
  [
    'somebody named leaves',
    (app) => deactivatePerson(app, owner, { userId: carla.userId }),
    () => ({ users: [], problems: expect.arrayContaining([expect.stringContaining(carla.email)]) }),
  ],
  [
    'somebody named may not decide any more',
    (app) => changeRoles(app, owner, { userId: carla.userId, roles: ['viewer'] }),
    () => ({ problems: expect.arrayContaining([expect.stringContaining('Carla')]) }),
  ],
  [
    'a group is empty',
    (app) => setGroupMembers(app, owner, { groupId, memberIds: [] }),
    () => ({ problems: ['Nobody can approve “Group”.'] }),
  ],
  [
    'a group has another name',
    (app) => renameGroup(app, owner, { groupId, name: 'Accounts' }),
    () => ({ groups: [], problems: expect.arrayContaining([expect.stringContaining('the group Finance')]) }),
  ],
];

test.each(changes)(
  '%s: the next request says so, and the one after it relies on memory again',
  async (_, change, now) => {
    await start();
    await start();
    await change(fixture.app);
    expect(await askedOf(await start())).toEqual({ ...everybody(), ...now() });
    const { app, queries } = countingQueries(fixture.app);
    expect(await askedOf(await start(app))).toEqual({ ...everybody(), ...now() });
    expect(queries()).toBe(0);
  },
);

test('a group that was deleted and made anew is another group', async () => {
  await start();
  await start();
  // Only a group that nobody waits for can be deleted.
  await fixture.app.db.queryOnce({ organisationId }, `UPDATE approval_request SET status = 'withdrawn'`);
  await deleteGroup(fixture.app, owner, { groupId });
  const made = await createGroup(fixture.app, owner, { name: 'Finance' });
  expect(await askedOf(await start())).toMatchObject({ groups: [made.groupId] });
});

test('a change counts from its commit on, and holds no run up before', async () => {
  await start();
  await start();
  await fixture.app.db.transaction({ organisationId }, async (tx) => {
    await tx.execute('UPDATE app_user SET is_active = false WHERE id = $1', [carla.userId]);
    expect(await askedOf(await start())).toEqual(everybody());
  });
  expect(await askedOf(await start())).toMatchObject({ users: [] });
});

test('twenty runs started while somebody leaves all ask people who were there, and whoever comes later does not ask them', async () => {
  await start();
  await start();
  const racing = Array.from({ length: 20 }, () => start());
  await deactivatePerson(fixture.app, owner, { userId: carla.userId });
  const late = Array.from({ length: 20 }, () => start());
  for (const runId of await Promise.all(racing))
    expect([[], [carla.userId]]).toContainEqual((await askedOf(runId))?.users);
  for (const runId of await Promise.all(late)) expect((await askedOf(runId))?.users).toEqual([]);
});

test('another organisation’s people leave what is remembered alone', async () => {
  await start();
  await start();
  const other = await createOrganisation(fixture.app);
  await createPerson(fixture.app, other, { name: 'Sten' });
  const { app, queries } = countingQueries(fixture.app);
  await start(app);
  expect(queries()).toBe(0);
});
