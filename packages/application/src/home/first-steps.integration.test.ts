import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOrganisation, createPerson, createTestApp, type TestApp } from '../../test/create-test-app.ts';
import { defineWorkflow, publishDefinition } from '../../test/publish-definition.ts';
import { startRun } from '../runs/start-run.ts';
import { createWorkflow } from '../workflows/create-workflow.ts';
import { getHome } from './get-home.ts';

let fixture: TestApp;

beforeAll(async () => {
  fixture = await createTestApp();
});
afterAll(() => fixture.close());

test('a new organisation is shown what it lacks, until its first run; others’ things and other roles do not count', async () => {
  const { app } = fixture;
  const organisationId = await createOrganisation(app);
  const owner = await createPerson(app, organisationId, { roles: ['owner'] });
  const stepsOf = async (actor = owner) => (await getHome(app, actor)).firstSteps;
  const nothing = { hasSupplier: false, hasTask: false, hasWorkflow: false, hasColleague: false };
  expect(await stepsOf()).toEqual(nothing);

  const other = await createPerson(app, await createOrganisation(app), { roles: ['owner'] });
  await createWorkflow(app, owner, { name: 'Travel' });
  expect(await stepsOf(other)).toEqual(nothing);
  const operator = await createPerson(app, organisationId, { roles: ['operator'] });
  expect(await stepsOf()).toEqual({ ...nothing, hasWorkflow: true, hasColleague: true });
  expect(await stepsOf(operator)).toBeNull();

  const definition = defineWorkflow(
    [
      { id: 'start', kind: 'start', config: {} },
      { id: 'end', kind: 'end', config: {} },
    ],
    [{ from: 'start', to: 'end' }],
  );
  const workflowSlug = await publishDefinition(app, organisationId, definition);
  await startRun(app, owner, { workflowSlug, input: {} });
  expect(await stepsOf()).toBeNull();
});
