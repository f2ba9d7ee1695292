import type { OrganisationId, UserActor } from '@switchyard/domain';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { createOrganisation, createPerson, createTestApp, type TestApp } from '../../test/create-test-app.ts';
import {
  prepareAgents,
  type ScriptedModel,
  startScriptedModel,
  startToolServer,
  type ToolServer,
} from './agents.fixture.ts';

// Bindings that live on: each test finds an organisation of its own in them.
export let fixture: TestApp;
export let model: ScriptedModel;
export let server: ToolServer;
export let organisationId: OrganisationId;
/** Owner of the organisation. */
export let petra: UserActor;
/** Of the registered tools. */
export let digests: ReadonlyMap<string, string>;

/** A database, a model that says what the test wants, a tool server, and for each test a fresh organisation that uses both. */
export const openAgentLab = (): void => {
  beforeAll(async () => {
    model = await startScriptedModel();
    server = await startToolServer();
    fixture = await createTestApp({ poolSize: 30, allowedHosts: [model.host, server.host] });
  });
  afterAll(async () => {
    await fixture.close();
    await model.close();
    await server.close();
  });
  beforeEach(async () => {
    Object.assign(server, { intercept: () => false, answer: (tool: string) => `${tool}: all is well` });
    server.calls.length = 0;
    model.asked.length = 0;
    organisationId = await createOrganisation(fixture.app);
    petra = await createPerson(fixture.app, organisationId, { name: 'Petra' });
    digests = await prepareAgents(fixture.app, petra, { model, server });
  });
};
