import { newId } from '@switchyard/db';
import type { OrganisationId, UserActor, WorkflowId } from '@switchyard/domain';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  createOrganisation,
  createPerson,
  createTestApp,
  listAuditTypes,
  type TestApp,
} from '../../test/create-test-app.ts';
import { createWorkflow } from './create-workflow.ts';
import { exportWorkflow } from './export-workflow.ts';
import { getWorkflow } from './get-workflow.ts';
import { listWorkflows } from './list-workflows.ts';
import { publishWorkflow } from './publish-workflow.ts';

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

const create = async (name: string, from?: Parameters<typeof createWorkflow>[2]['from']) =>
  (await createWorkflow(fixture.app, ana, { name, ...(from ? { from } : {}) })).slug;

test('a blank workflow and every template can be published as they are', async () => {
  for (const template of ['blank', 'approval']) {
    const slug = await create(`From ${template}`, { kind: 'template', template });
    expect((await getWorkflow(fixture.app, ana, { slug })).problems).toEqual([]);
    expect((await publishWorkflow(fixture.app, ana, { slug, revision: 1, note: 'first' })).number).toBe(1);
  }
});

test('the key comes from the name, and a taken one gets a number', async () => {
  expect(await create('Prüfung: Rechnung & Co.')).toBe('prufung-rechnung-co');
  expect(await create('Prüfung: Rechnung & Co.')).toBe('prufung-rechnung-co-2');
  await expect(createWorkflow(fixture.app, ana, { name: 'x', slug: 'prufung-rechnung-co' })).rejects.toMatchObject({
    code: 'conflict',
  });
});

test('twenty times at once under one id makes one, and everybody is told which', async () => {
  const input = { id: newId<WorkflowId>(), name: 'Invoice approval' };
  const made = await Promise.all(Array.from({ length: 20 }, () => createWorkflow(fixture.app, ana, input)));
  expect(new Set(made.map(({ slug, revision }) => `${slug} ${revision}`))).toEqual(new Set(['invoice-approval 1']));
  expect((await listWorkflows(fixture.app, ana, {})).items).toHaveLength(1);
  expect(await listAuditTypes(fixture.app, organisationId)).toEqual(['workflow.created']);
  for (const other of [
    { ...input, name: 'Another' },
    { ...input, slug: 'another' },
  ]) {
    await expect(createWorkflow(fixture.app, ana, other)).rejects.toMatchObject({ code: 'conflict' });
  }
  const stranger = await createPerson(fixture.app, await createOrganisation(fixture.app));
  await expect(createWorkflow(fixture.app, stranger, input)).rejects.toMatchObject({ code: 'conflict' });
});

test('twenty of one name at once makes twenty, each with a key of its own', async () => {
  const slugs = await Promise.all(Array.from({ length: 20 }, () => create('Same name')));
  expect(new Set(slugs).size).toBe(20);
});

test('an exported workflow can be imported and is the same', async () => {
  const slug = await create('Original', { kind: 'template', template: 'approval' });
  const file = await exportWorkflow(fixture.app, ana, { slug });
  const copy = await create('Copy', { kind: 'file', file });
  const imported = await getWorkflow(fixture.app, ana, { slug: copy });
  expect(imported.draft).toEqual(file.definition);
  expect(JSON.stringify(file)).not.toContain(organisationId);
});

test('a viewer may not make one', async () => {
  const viewer = await createPerson(fixture.app, organisationId, { roles: ['viewer'] });
  await expect(createWorkflow(fixture.app, viewer, { name: 'x' })).rejects.toMatchObject({ code: 'forbidden' });
});
