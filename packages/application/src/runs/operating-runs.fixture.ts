import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  definitionSettingsSchema,
  type OrganisationId,
  type RunId,
  type StepId,
  type UserActor,
} from '@switchyard/domain';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import {
  createOrganisation,
  createPerson,
  createTestApp,
  listAuditTypes,
  type TestApp,
} from '../../test/create-test-app.ts';
import { drain } from '../../test/drain.ts';
import { defineWorkflow, publishDefinition } from '../../test/publish-definition.ts';
import { claimSteps } from './claim-step.ts';
import { getRun, type RunStep } from './get-run.ts';
import { startRun } from './start-run.ts';

// Bindings that live on: each test finds an organisation of its own in them.
export let fixture: TestApp;
export let organisationId: OrganisationId;
export let omar: UserActor;
/** Path and idempotency key of every call that arrived. */
export let keys: string[];
let answers: number[];
let server: Server;
let url: string;

/** What the server answers with, next first; then 200. */
export const answerWith = (...statuses: number[]): void => {
  answers = statuses;
};

/** A database, an operator of a fresh organisation for each test, and a server for its steps to call. */
export const operateRuns = (): void => {
  beforeAll(open);
  afterAll(async () => {
    server.close();
    await fixture.close();
  });
  beforeEach(async () => {
    answers = [];
    keys = [];
    organisationId = await createOrganisation(fixture.app);
    omar = await createPerson(fixture.app, organisationId, { roles: ['operator'], name: 'Omar' });
  });
};

const open = async (): Promise<void> => {
  server = createServer((request, response) => {
    keys.push(`${request.url} ${String(request.headers['idempotency-key'])}`);
    response.writeHead(answers.shift() ?? 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ posted: true }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}`;
  fixture = await createTestApp({ poolSize: 30, allowedHosts: [`127.0.0.1:${port}`] });
};

type Nodes = Parameters<typeof defineWorkflow>[0];
export type Edges = Parameters<typeof defineWorkflow>[1];

export const start = { id: 'start', kind: 'start' as const, config: {} };
export const end = { id: 'end', kind: 'end' as const, config: { output: [{ name: 'total', value: 'vars.total' }] } };
export const done = { id: 'end', kind: 'end' as const, config: {} };
export const set = (id: string, value: string, name = 'total') => ({
  id,
  kind: 'set' as const,
  config: { assignments: [{ name, value }] },
});
export const call = (id: string, config: object = {}) => ({
  id,
  kind: 'http' as const,
  config: { url: `${url}/${id}`, retry: { maxAttempts: 1, initialDelayMs: 1000, maxDelayMs: 1000 }, ...config },
});
export const wait = { id: 'pause', kind: 'wait' as const, config: { for: 'PT1H' } };

/** Nodes one after the other. */
export const chain = (...nodes: Nodes): [Nodes, Edges] => [
  nodes,
  nodes.slice(1).map(({ id }, index) => ({ from: nodes[index]?.id ?? '', to: id })),
];

export const publish = ([nodes, edges]: [Nodes, Edges], onFailure: 'hold' | 'fail' = 'hold') =>
  publishDefinition(fixture.app, organisationId, {
    ...defineWorkflow(nodes, edges),
    settings: definitionSettingsSchema.parse({ onFailure }),
  });

export const begin = async (workflowSlug: string): Promise<RunId> => {
  const { runId } = await startRun(fixture.app, omar, { workflowSlug });
  return runId;
};
export const beginAndDrain = async (workflowSlug: string): Promise<RunId> => {
  const runId = await begin(workflowSlug);
  await drain(fixture.app, organisationId);
  return runId;
};
export const look = (runId: RunId) => getRun(fixture.app, omar, { runId });
export const stepAt = async (runId: RunId, nodeId: string): Promise<RunStep> => {
  const { steps } = await look(runId);
  const step = steps.findLast((each) => each.nodeId === nodeId);
  if (!step) throw new Error(`no step at ${nodeId}`);
  return step;
};
export const at = async (runId: RunId, nodeId: string): Promise<{ runId: RunId; stepId: StepId }> => ({
  runId,
  stepId: (await stepAt(runId, nodeId)).id,
});
export const claim = () => claimSteps(fixture.app, { owner: 'worker', max: 10, scope: { organisationId } });
export const auditTypes = () => listAuditTypes(fixture.app, organisationId);
export const outcomes = async (...actions: Promise<unknown>[]) =>
  (await Promise.allSettled(actions)).map(({ status }) => status).toSorted();
