import { fileURLToPath } from 'node:url';
import type { AgentTool, RunId, UserActor } from '@switchyard/domain';
import { createTestDatabase, startNodeProcess, type TestDatabase } from '@switchyard/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createOrganisation, createPerson } from '../../test/create-test-app.ts';
import { drain } from '../../test/drain.ts';
import { appEnvSchema } from '../app-env.ts';
import { createApp, type RunningApp } from '../create-app.ts';
import { readEnv } from '../read-env.ts';
import { stateOutcome } from '../runs/state-outcome.ts';
import { releaseExpiredLeases } from '../runs/sweep-steps.ts';
import {
  beginAgent,
  prepareAgents,
  readAgent,
  type ScriptedModel,
  shopTool,
  startScriptedModel,
  startToolServer,
  type ToolServer,
} from './agents.fixture.ts';

const program = fileURLToPath(new URL('../../test/agent-worker.ts', import.meta.url));

let database: TestDatabase;
let running: RunningApp;
let model: ScriptedModel;
let server: ToolServer;
let env: Record<string, string>;
let petra: UserActor;
let digests: ReadonlyMap<string, string>;

beforeAll(async () => {
  database = await createTestDatabase();
  model = await startScriptedModel();
  server = await startToolServer();
  env = {
    DATABASE_URL: database.url,
    SWITCHYARD_MASTER_KEY: Buffer.alloc(32).toString('base64'),
    SWITCHYARD_OUTBOUND_ALLOW: `${model.host},${server.host}`,
    SWITCHYARD_LOG_LEVEL: 'silent',
  };
  running = createApp('test', readEnv(appEnvSchema, env));
});
afterAll(async () => {
  await running.close();
  await database.drop();
  await model.close();
  await server.close();
});
beforeEach(async () => {
  server.calls.length = 0;
  model.asked.length = 0;
  Object.assign(server, { answer: () => 'sent' });
  Object.assign(model, { reply: script });
  const organisationId = await createOrganisation(running.app);
  petra = await createPerson(running.app, organisationId, { name: 'Petra' });
  digests = await prepareAgents(running.app, petra, { model, server });
});

const script = (turn: number) =>
  turn === 1 ? { calls: [{ name: 'shop__order_status', arguments: { order: 'A-7' } }] } : { answer: { done: 'yes' } };

const never = () => new Promise<never>(() => undefined);

/** Lets another process begin the step, kills it when `reached` says so, and lets its lease run out. */
const killWhen = async (tool: AgentTool, reached: Promise<void>): Promise<RunId> => {
  const { app } = running;
  const { runId, organisationId } = await beginAgent(app, petra, { tools: [tool] });
  const worker = startNodeProcess(program, env);
  try {
    await reached;
  } finally {
    worker.signal('KILL');
    await worker.exited;
  }
  await app.db.transaction({ organisationId }, (tx) =>
    tx.execute(
      `UPDATE step SET lease_until = now() - interval '1 second' WHERE organisation_id = $1 AND status = 'running'`,
      [organisationId],
    ),
  );
  await releaseExpiredLeases(app);
  return runId;
};

const goOn = async (runId: RunId) => {
  await drain(running.app, petra.organisationId);
  return readAgent(running.app, petra, runId);
};

test('killed while the second question is asked: neither the answered one nor the call is repeated', async () => {
  const reached = new Promise<void>((resolve) => {
    Object.assign(model, {
      reply: (turn: number) => {
        if (turn === 1) return script(turn);
        resolve();
        return never();
      },
    });
  });
  const runId = await killWhen(shopTool(digests, 'order_status'), reached);
  Object.assign(model, { reply: script });
  const { run, turns } = await goOn(runId);
  expect(run.status).toBe('completed');
  expect(turns).toMatchObject([{ status: 'answered' }, { status: 'answered' }]);
  expect(server.calls).toHaveLength(1);
  expect(model.asked.filter(({ messages }) => messages.every(({ role }) => role !== 'tool'))).toHaveLength(1);
});

const duringCall = () =>
  new Promise<void>((resolve) => {
    Object.assign(server, {
      answer: () => {
        resolve();
        return never();
      },
    });
  });

test('killed in the middle of a call that may not be repeated: people say whether it happened', async () => {
  const runId = await killWhen(shopTool(digests, 'order_status'), duringCall());
  const { step, calls, run } = await goOn(runId);
  expect(step.status).toBe('unknown');
  expect(calls).toMatchObject([{ status: 'unknown' }]);
  await stateOutcome(running.app, petra, {
    runId: run.id,
    stepId: step.id,
    happened: true,
    reason: 'The shop says so.',
    output: { status: 'sent' },
  });
  expect((await goOn(runId)).run.status).toBe('completed');
  expect(server.calls).toHaveLength(1);
  expect(model.asked.at(-1)?.messages.at(-1)?.content).toContain('sent');
});

test('killed there, and people say that it did not happen: it is made again under another key', async () => {
  const runId = await killWhen(shopTool(digests, 'order_status'), duringCall());
  const { step, run } = await goOn(runId);
  Object.assign(server, { answer: () => 'sent' });
  const stated = { runId: run.id, stepId: step.id, happened: false, reason: 'The shop knows nothing of it.' };
  await stateOutcome(running.app, petra, stated);
  expect((await goOn(runId)).run.status).toBe('completed');
  expect(new Set(server.calls.map(({ key }) => key)).size).toBe(2);
});

test('killed in the middle of a call that may be repeated: it is made again under the same key', async () => {
  const runId = await killWhen(shopTool(digests, 'order_status', { isRepeatable: true }), duringCall());
  Object.assign(server, { answer: () => 'sent' });
  expect((await goOn(runId)).run.status).toBe('completed');
  expect(server.calls).toHaveLength(2);
  expect(new Set(server.calls.map(({ key }) => key)).size).toBe(1);
});
