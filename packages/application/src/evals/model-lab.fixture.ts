import type { UserActor } from '@switchyard/domain';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { createOrganisation, createPerson, createTestApp, type TestApp } from '../../test/create-test-app.ts';
import type { App } from '../app.ts';
import { type ModelServer, startModelServer } from './evals.fixture.ts';

// Bindings that live on: each test finds an organisation of its own in them.
export let server: ModelServer;
export let test: TestApp;
export let app: App;
export let actor: UserActor;

/** A database, a server of models for its suppliers, and for each test a person of a fresh organisation. */
export const openModelLab = (person: Parameters<typeof createPerson>[2] = {}): void => {
  beforeAll(async () => {
    server = await startModelServer();
    test = await createTestApp({ allowedHosts: [server.host] });
    app = test.app;
  });
  afterAll(async () => {
    await server.close();
    await test.close();
  });
  beforeEach(async () => {
    actor = await createPerson(app, await createOrganisation(app), person);
    server.asked.length = 0;
  });
};
