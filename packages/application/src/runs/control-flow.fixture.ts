import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonObject, OrganisationId, UserActor } from '@switchyard/domain';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { createOrganisation, createPerson, createTestApp, type TestApp } from '../../test/create-test-app.ts';
import { drain } from '../../test/drain.ts';
import { defineWorkflow, publishDefinition } from '../../test/publish-definition.ts';
import { getRun } from './get-run.ts';
import { startRun } from './start-run.ts';

export type Nodes = Parameters<typeof defineWorkflow>[0];
/** from, to, and the port when it is not `out`. */
export type Edges = readonly (readonly [string, string, string?])[];

export const start = { id: 'start', kind: 'start' as const, config: {} };
export const end = (value = 'null') => ({
  id: 'end',
  kind: 'end' as const,
  config: { output: [{ name: 'it', value }] },
});
export const set = (id: string, value: string, name = 'it') => ({
  id,
  kind: 'set' as const,
  config: { assignments: [{ name, value }] },
});

interface World {
  readonly test: TestApp;
  readonly organisationId: OrganisationId;
  readonly ana: UserActor;
}

/** A server that sends back what it is sent, or refuses it. */
const startEcho = async (isRefused: (body: string) => boolean) => {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    response.writeHead(isRefused(body) ? 400 : 200, { 'content-type': 'application/json' });
    response.end(body || '{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, port: (server.address() as AddressInfo).port };
};

/** Processes on a real database, a fresh organisation per test. */
export const controlFlowWorld = () => {
  let world: World;
  let url = '';
  let refuses: (body: string) => boolean;
  let echo: Awaited<ReturnType<typeof startEcho>>;
  let test: TestApp;

  beforeAll(async () => {
    echo = await startEcho((body) => refuses(body));
    url = `http://127.0.0.1:${echo.port}/`;
    test = await createTestApp({ poolSize: 20, allowedHosts: [`127.0.0.1:${echo.port}`] });
  });
  afterAll(async () => {
    echo.server.close();
    await test.close();
  });
  beforeEach(async () => {
    refuses = () => false;
    const organisationId = await createOrganisation(test.app);
    world = { test, organisationId, ana: await createPerson(test.app, organisationId, { roles: ['process_owner'] }) };
  });

  const settle = () => drain(world.test.app, world.organisationId);
  const look = (runId: string) => getRun(world.test.app, world.ana, { runId });
  const publish = (nodes: Nodes, edges: Edges, slug?: string): Promise<string> => {
    const drawn = edges.map(([from, to, port]) => ({ from, to, ...(port ? { port } : {}) }));
    return publishDefinition(world.test.app, world.organisationId, defineWorkflow(nodes, drawn), slug);
  };
  const startAndSettle = async (workflowSlug: string, input: JsonObject = {}): Promise<string> => {
    const { runId } = await startRun(world.test.app, world.ana, { workflowSlug, input });
    await settle();
    return runId;
  };

  return {
    app: () => world.test.app,
    ana: () => world.ana,
    organisationId: () => world.organisationId,
    /** Bodies that the server answers with 400. */
    refuse: (isRefused: (body: string) => boolean): void => {
      refuses = isRefused;
    },
    settle,
    /** Lets time pass and does what is due. */
    pass: async (ms: number): Promise<void> => {
      world.test.advance(ms);
      await settle();
    },
    look,
    stepsOf: async (runId: string, nodeId: string) =>
      (await look(runId)).steps.filter((step) => step.nodeId === nodeId),
    publish,
    startAndSettle,
    begin: async (nodes: Nodes, edges: Edges, input: JsonObject = {}) =>
      startAndSettle(await publish(nodes, edges), input),
    http: (id: string, body: string) => ({
      id,
      kind: 'http' as const,
      config: { url, body, retry: { maxAttempts: 1, initialDelayMs: 10, maxDelayMs: 10 } },
    }),
  };
};
