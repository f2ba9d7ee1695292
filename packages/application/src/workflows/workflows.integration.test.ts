import { nodeConfigForm } from '@switchyard/definition';
import type { DraftDefinition, OrganisationId, UserActor } from '@switchyard/domain';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  createOrganisation,
  createPerson,
  createTestApp,
  keyActor,
  listAuditTypes,
  type TestApp,
} from '../../test/create-test-app.ts';
import { startRun } from '../runs/start-run.ts';
import { openSecret, storeSecret } from '../secrets/store-secret.ts';
import { archiveWorkflow, restoreWorkflow } from './archive-workflow.ts';
import { compareVersions } from './compare-versions.ts';
import { createWorkflow } from './create-workflow.ts';
import { describeWorkflow } from './describe-workflow.ts';
import { exportWorkflow } from './export-workflow.ts';
import { getVersion } from './get-version.ts';
import { getWorkflow } from './get-workflow.ts';
import { listVersions } from './list-versions.ts';
import { listWorkflows } from './list-workflows.ts';
import { getDefinitionReferences } from './load-definition-references.ts';
import { publishWorkflow } from './publish-workflow.ts';
import { restoreVersion } from './restore-version.ts';
import { rotateWebhookSecret } from './rotate-webhook-secret.ts';
import { saveDraft } from './save-draft.ts';

let fixture: TestApp;
let organisationId: OrganisationId;
let ana: UserActor;

beforeAll(async () => {
  fixture = await createTestApp({ poolSize: 20 });
});
afterAll(() => fixture.close());
beforeEach(async () => {
  organisationId = await createOrganisation(fixture.app);
  ana = await createPerson(fixture.app, organisationId, { roles: ['process_owner'] });
});

const create = async (name = 'Invoice approval', from?: Parameters<typeof createWorkflow>[2]['from']) =>
  (await createWorkflow(fixture.app, ana, { name, ...(from ? { from } : {}) })).slug;

const publish = (slug: string, revision: number, note = 'first') =>
  publishWorkflow(fixture.app, ana, { slug, revision, note });

/** The blank draft with the start's triggers replaced. */
const withTriggers = (draft: DraftDefinition, triggers: unknown[]): DraftDefinition => ({
  ...draft,
  nodes: draft.nodes.map((node) =>
    node.kind === 'start' ? { ...node, config: JSON.parse(JSON.stringify({ ...node.config, triggers })) } : node,
  ),
});

const rename = (draft: DraftDefinition, name: string): DraftDefinition => ({
  ...draft,
  nodes: draft.nodes.map((node) => (node.kind === 'end' ? { ...node, name } : node)),
});

const edit = async (slug: string, change: (draft: DraftDefinition) => DraftDefinition) => {
  const { draft, revision } = await getWorkflow(fixture.app, ana, { slug });
  const saved = await saveDraft(fixture.app, ana, { slug, revision, draft: change(draft) });
  if (!saved.ok) throw new Error('conflict');
  return saved.revision;
};

describe('autosave', () => {
  test('of twenty saves on one revision one wins; the others are told what is there and nothing is lost', async () => {
    const slug = await create();
    const { draft } = await getWorkflow(fixture.app, ana, { slug });
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        saveDraft(fixture.app, ana, { slug, revision: 1, draft: rename(draft, `Edit ${index}`) }),
      ),
    );
    const winner = results.findIndex(({ ok }) => ok);
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    for (const result of results.filter(({ ok }) => !ok)) {
      expect(result).toMatchObject({ revision: 2, savedBy: 'Ana Berg', draft: rename(draft, `Edit ${winner}`) });
    }
  });
  test('repeating a save whose answer was lost succeeds without a second revision', async () => {
    const slug = await create();
    const { draft } = await getWorkflow(fixture.app, ana, { slug });
    const changed = rename(draft, 'Paid');
    const first = await saveDraft(fixture.app, ana, { slug, revision: 1, draft: changed });
    expect(await saveDraft(fixture.app, ana, { slug, revision: 1, draft: changed })).toEqual(first);
  });
  test('takes a draft with problems and shows them', async () => {
    const slug = await create();
    await edit(slug, (draft) => ({ ...draft, edges: [] }));
    const { problems } = await getWorkflow(fixture.app, ana, { slug });
    expect(problems.map(({ rule }) => rule)).toEqual(['dead-end', 'unreachable']);
  });
});

describe('publishing', () => {
  test('gives a numbered, hashed version that new runs use, and says who did it', async () => {
    const slug = await create();
    const published = await publish(slug, 1, 'As agreed on Friday');
    expect(published).toMatchObject({ number: 1, warnings: [], newWebhook: null });
    const version = await getVersion(fixture.app, ana, { slug, number: 1 });
    expect(version).toMatchObject({
      hash: published.hash,
      note: 'As agreed on Friday',
      publishedBy: 'Ana Berg',
      isCurrent: true,
    });
    expect((await startRun(fixture.app, ana, { workflowSlug: slug })).status).toBe('completed');
    expect(await listAuditTypes(fixture.app, organisationId)).toEqual([
      'workflow.created',
      'workflow.published',
      'run.started',
      'run.completed',
    ]);
  });
  test('is refused with every problem named, and nothing is written', async () => {
    const slug = await create();
    const revision = await edit(slug, (draft) => ({ ...draft, edges: [] }));
    await expect(publish(slug, revision)).rejects.toMatchObject({
      code: 'invalid_definition',
      message: expect.stringContaining('2 problems'),
      details: {
        problems: [expect.objectContaining({ rule: 'dead-end' }), expect.objectContaining({ rule: 'unreachable' })],
      },
    });
    expect((await listVersions(fixture.app, ana, { slug })).items).toEqual([]);
  });
  test('needs a note, the draft that was looked at, and a change', async () => {
    const slug = await create();
    await expect(publish(slug, 1, '  ')).rejects.toThrow(/what changed/);
    await expect(publish(slug, 2)).rejects.toMatchObject({ code: 'conflict', details: { revision: 1 } });
    await publish(slug, 1);
    await expect(publish(slug, 1)).rejects.toMatchObject({ code: 'not_permitted_now' });
  });
  test('ten at once make one version', async () => {
    const slug = await create();
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => publish(slug, 1)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await listVersions(fixture.app, ana, { slug })).items).toHaveLength(1);
  });
  test('an unknown task, source or group is a problem; a task is pinned to the version it has now', async () => {
    const slug = await create();
    const task = { id: 'read', kind: 'task' as const, name: 'Read', position: { x: 0, y: 0 } };
    const through = (draft: DraftDefinition): DraftDefinition => ({
      ...draft,
      nodes: [...draft.nodes, { ...task, config: { ...nodeConfigForm('task').defaultConfig, task: 'read-it' } }],
      edges: [
        { id: 'a', from: 'start', to: 'read', port: 'out', isOtherwise: false },
        { id: 'b', from: 'read', to: 'done', port: 'out', isOtherwise: false },
      ],
    });
    const revision = await edit(slug, through);
    await expect(publish(slug, revision)).rejects.toMatchObject({ details: { problems: [{ rule: 'unknown-task' }] } });
    const versionId = await insertTask('read-it');
    await publish(slug, revision);
    expect((await getVersion(fixture.app, ana, { slug, number: 1 })).tasks).toEqual({ 'read-it': versionId });
    expect((await getDefinitionReferences(fixture.app, ana)).tasks.map((each) => each.slug)).toEqual(['read-it']);
  });
  test('stays with its organisation', async () => {
    const slug = await create();
    const stranger = await createPerson(fixture.app, await createOrganisation(fixture.app));
    for (const attempt of [
      () => getWorkflow(fixture.app, stranger, { slug }),
      () => publishWorkflow(fixture.app, stranger, { slug, revision: 1, note: 'x' }),
      () => exportWorkflow(fixture.app, stranger, { slug }),
      () => archiveWorkflow(fixture.app, stranger, { slug }),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: 'not_found' });
    }
  });
});

const insertTask = async (slug: string): Promise<string> => {
  const { newId } = await import('@switchyard/db');
  const [taskId, versionId] = [newId(), newId()];
  const spec = {
    slug,
    name: slug,
    qualityTarget: 0.9,
    dataClass: 'internal',
    input: { type: 'object' },
    output: { type: 'object' },
  };
  await fixture.app.db.transaction({ organisationId }, async (tx) => {
    await tx.execute(
      'INSERT INTO task (id, organisation_id, slug, name, draft, current_version_id) VALUES ($1, $2, $3, $3, $4, $5)',
      [taskId, organisationId, slug, JSON.stringify(spec), versionId],
    );
    await tx.execute(
      'INSERT INTO task_version (id, organisation_id, task_id, number, hash, spec) VALUES ($1, $2, $3, 1, $4, $5)',
      [versionId, organisationId, taskId, 'h', JSON.stringify(spec)],
    );
  });
  return versionId;
};

describe('versions', () => {
  test('are listed newest first by keyset, compared, and restored as the draft', async () => {
    const slug = await create();
    await publish(slug, 1, 'one');
    await publish(slug, await edit(slug, (draft) => rename(draft, 'Paid')), 'two');
    const first = await listVersions(fixture.app, ana, { slug, limit: 1 });
    expect(first).toMatchObject({ items: [{ number: 2, isCurrent: true }], nextCursor: 2 });
    const second = await listVersions(fixture.app, ana, { slug, limit: 1, cursor: 2 });
    expect(second).toMatchObject({ items: [{ number: 1, isCurrent: false }], nextCursor: null });
    const comparison = await compareVersions(fixture.app, ana, { slug, before: 1, after: 2 });
    expect(comparison.nodes).toEqual([
      { id: 'done', label: 'Paid', kind: 'changed', changes: [{ path: 'name', before: 'Done', after: 'Paid' }] },
    ]);
    const restored = await restoreVersion(fixture.app, ana, { slug, number: 1, revision: 2 });
    expect(restored.revision).toBe(3);
    expect((await compareVersions(fixture.app, ana, { slug, before: 1, after: 'draft' })).isSame).toBe(true);
    await expect(restoreVersion(fixture.app, ana, { slug, number: 1, revision: 2 })).rejects.toMatchObject({
      code: 'conflict',
    });
  });
  test('the database refuses to change one', async () => {
    const slug = await create();
    await publish(slug, 1);
    const change = fixture.app.db.transaction({ organisationId }, (tx) =>
      tx.execute("UPDATE workflow_version SET note = 'x'"),
    );
    await expect(change).rejects.toThrow(/append-only/);
  });
});

describe('webhook', () => {
  test('its secret is shown once, stored sealed, replaced on request and switched off with the trigger', async () => {
    const slug = await create();
    const revision = await edit(slug, (draft) => withTriggers(draft, [{ type: 'webhook', toleranceSeconds: 60 }]));
    const { newWebhook } = await publish(slug, revision);
    expect(newWebhook?.url).toMatch(/^http:\/\/127\.0\.0\.1:3001\/hooks\/[\w-]{32}$/);
    const { id, webhook } = await getWorkflow(fixture.app, ana, { slug });
    expect(webhook).toEqual({ url: newWebhook?.url, isEnabled: true, toleranceSeconds: 60 });
    const read = () =>
      fixture.app.db.transaction({ organisationId }, (tx) =>
        openSecret(fixture.app, tx, organisationId, { name: `webhook/${id}` }),
      );
    expect(await read()).toBe(newWebhook?.secret);
    const rotated = await rotateWebhookSecret(fixture.app, ana, { slug });
    expect(rotated.url).toBe(newWebhook?.url);
    expect(rotated.secret).not.toBe(newWebhook?.secret);
    expect(await read()).toBe(rotated.secret);
    expect(await listAuditTypes(fixture.app, organisationId)).toContain('webhook.secret-rotated');
    const without = await publish(
      slug,
      await edit(slug, (draft) => withTriggers(draft, [{ type: 'form' }])),
      'no webhook',
    );
    expect(without.newWebhook).toBeNull();
    expect((await getWorkflow(fixture.app, ana, { slug })).webhook?.isEnabled).toBe(false);
  });
  test('a workflow may not borrow the secret of a webhook, a source or a supplier', async () => {
    const slug = await create();
    await fixture.app.db.transaction({ organisationId }, async (tx) => {
      for (const name of ['ledger', 'supplier-openai', 'source-vendors']) {
        await storeSecret(fixture.app, tx, organisationId, name, 'a secret of some length');
      }
    });
    await publish(slug, await edit(slug, (draft) => withTriggers(draft, [{ type: 'webhook' }])));
    expect((await getDefinitionReferences(fixture.app, ana)).secrets).toEqual(['ledger']);
    const call = { url: 'https://elsewhere.example/', bearerSecret: 'supplier-openai' };
    const revision = await edit(slug, (draft) => ({
      ...draft,
      nodes: [...draft.nodes, { id: 'call', kind: 'http', name: 'Call', position: { x: 0, y: 0 }, config: call }],
      edges: [
        { id: 'a', from: 'start', to: 'call', port: 'out', isOtherwise: false },
        { id: 'b', from: 'call', to: 'done', port: 'out', isOtherwise: false },
      ],
    }));
    await expect(publish(slug, revision)).rejects.toMatchObject({
      details: { problems: [{ rule: 'unknown-secret' }] },
    });
  });
});

describe('archiving', () => {
  test('stops every start, keeps the history, and can be undone', async () => {
    const slug = await create();
    const schedule = { type: 'schedule', cron: '0 8 * * *', timeZone: 'UTC', input: {} };
    await publish(
      slug,
      await edit(slug, (draft) => withTriggers(draft, [{ type: 'form' }, { type: 'webhook' }, schedule])),
    );
    await archiveWorkflow(fixture.app, ana, { slug });
    const archived = await getWorkflow(fixture.app, ana, { slug });
    expect(archived).toMatchObject({ schedules: [], webhook: { isEnabled: false } });
    await expect(startRun(fixture.app, ana, { workflowSlug: slug, trigger: 'form' })).rejects.toThrow(/archived/);
    await expect(saveDraft(fixture.app, ana, { slug, revision: 2, draft: archived.draft })).rejects.toThrow(/archived/);
    expect((await listWorkflows(fixture.app, ana)).items).toEqual([]);
    expect((await listWorkflows(fixture.app, ana, { isArchived: true })).items.map((each) => each.slug)).toEqual([
      slug,
    ]);
    await restoreWorkflow(fixture.app, ana, { slug });
    expect(await getWorkflow(fixture.app, ana, { slug })).toMatchObject({
      archivedAt: null,
      webhook: { isEnabled: true },
      schedules: [{ cron: '0 8 * * *' }],
    });
    expect((await listAuditTypes(fixture.app, organisationId)).slice(-5)).toEqual([
      'schedule.activated',
      'schedule.deactivated',
      'workflow.archived',
      'schedule.activated',
      'workflow.restored',
    ]);
  });
});

describe('name and description', () => {
  test('can be changed without touching the key or the draft, and the change is on record', async () => {
    const slug = await create();
    await describeWorkflow(fixture.app, ana, { slug, name: 'Invoices', description: 'Paid on Fridays' });
    const workflow = await getWorkflow(fixture.app, ana, { slug });
    expect(workflow).toMatchObject({ slug, name: 'Invoices', description: 'Paid on Fridays', revision: 1 });
    expect(await listAuditTypes(fixture.app, organisationId)).toEqual(['workflow.created', 'workflow.described']);
  });
  test('the same again is no change and leaves no event', async () => {
    const slug = await create();
    await describeWorkflow(fixture.app, ana, { slug, name: 'Invoice approval', description: '' });
    expect(await listAuditTypes(fixture.app, organisationId)).toEqual(['workflow.created']);
  });
});

describe('listing', () => {
  test('pages by keyset, searches names literally and shows the last run', async () => {
    for (const name of ['One 100%', 'Two', 'Three']) await create(name);
    const page = await listWorkflows(fixture.app, ana, { limit: 2 });
    expect(page.items.map(({ name }) => name)).toEqual(['Three', 'Two']);
    const cursor = page.nextCursor ?? undefined;
    expect(
      (await listWorkflows(fixture.app, ana, { limit: 2, ...(cursor ? { cursor } : {}) })).items.map(
        ({ name }) => name,
      ),
    ).toEqual(['One 100%']);
    expect((await listWorkflows(fixture.app, ana, { search: '0%' })).items).toHaveLength(1);
    expect((await listWorkflows(fixture.app, ana, { search: '%o%' })).items).toHaveLength(0);
    await publish('two', 1);
    await startRun(fixture.app, ana, { workflowSlug: 'two' });
    const [two] = (await listWorkflows(fixture.app, ana, { search: 'two' })).items;
    expect(two).toMatchObject({
      versionNumber: 1,
      publishedBy: 'Ana Berg',
      hasUnpublishedChanges: false,
      triggers: ['form', 'api'],
      lastRun: { status: 'completed' },
    });
  });
  test('an API key without the scope may not', async () => {
    await expect(listWorkflows(fixture.app, keyActor(organisationId, ['runs:start']))).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect((await listWorkflows(fixture.app, keyActor(organisationId, ['workflows:read']))).items).toEqual([]);
  });
});
