import { contentDigest } from '@switchyard/approvals';
import { definitionSettingsSchema } from '@switchyard/domain';
import { expect, test } from 'vitest';
import { drain } from '../../test/drain.ts';
import { defineWorkflow, publishDefinition } from '../../test/publish-definition.ts';
import { digests, fixture, model, openAgentLab, petra, server } from '../agents/agent-lab.fixture.ts';
import { shopTool, startAgent } from '../agents/agents.fixture.ts';
import { getAuditEvent } from '../audit/get-audit-event.ts';
import { startRun } from '../runs/start-run.ts';
import { traceSubject } from './trace-subject.ts';

openAgentLab();

const traced = async (subjectKey: string) => (await traceSubject(fixture.app, petra, { subjectKey })).runs[0];

test('a tool server that received the subject’s data is listed with what proves it, one that did not without the key', async () => {
  const given = (turn: number) => ({ order: turn === 1 ? 'A-7' : 'A-8' });
  Object.assign(model, {
    reply: (turn: number) =>
      turn < 3 ? { calls: [{ name: 'shop__order_status', arguments: given(turn) }] } : { answer: { done: 'yes' } },
  });
  const { runId } = await startAgent(fixture.app, petra, { tools: [shopTool(digests, 'order_status')] });
  const run = await traced('A-7');
  expect(run).toMatchObject({
    runId,
    received: [{ supplierSlug: 'lab' }, { supplierSlug: 'lab' }, { supplierSlug: 'lab' }],
  });
  expect(run?.sent).toMatchObject([
    { kind: 'tool_server', to: 'shop', what: 'order_status', stepName: 'Help', turn: 1, hasKey: true, outcome: 'done' },
    { kind: 'tool_server', to: 'shop', what: 'order_status', turn: 2, hasKey: false, outcome: 'done' },
  ]);
  expect(run?.sent.map(({ digest }) => digest)).toEqual([contentDigest(given(1)), contentDigest(given(2))]);
  const event = await getAuditEvent(fixture.app, petra, { id: run?.sent[0]?.eventId ?? '' });
  expect(JSON.stringify(event)).toContain(contentDigest(given(1)));
});

test('a call that was refused was never sent; a call whose outcome nobody knows was', async () => {
  Object.assign(model, {
    reply: (turn: number) =>
      turn === 1
        ? { calls: [{ name: 'shop__refund', arguments: { order: 'A-7', amount: 1 } }] }
        : { answer: { done: 'yes' } },
  });
  await startAgent(fixture.app, petra, { tools: [shopTool(digests, 'order_status')] });
  expect((await traced('A-7'))?.sent).toEqual([]);
  Object.assign(server, {
    intercept: (body: { method?: string }, response: { destroy: () => void }) => {
      if (body?.method !== 'tools/call') return false;
      response.destroy();
      return true;
    },
  });
  await startAgent(fixture.app, petra, { tools: [shopTool(digests, 'refund')] });
  expect((await traced('A-7'))?.sent).toMatchObject([{ to: 'shop', what: 'refund', hasKey: true, outcome: 'unknown' }]);
});

test('every attempt of an HTTP step is listed with its address, without the query that may carry data', async () => {
  Object.assign(server, {
    intercept: (_body: unknown, response: { end: (text: string) => void }) => {
      response.end('{}');
      return true;
    },
  });
  const post = {
    method: 'POST',
    url: `http://${server.host}/hook?who={{input.customer}}`,
    body: '{"customer": input.customer}',
  };
  const definition = defineWorkflow(
    [
      { id: 'start', kind: 'start', config: {} },
      { id: 'post', kind: 'http', config: post },
      { id: 'done', kind: 'end', config: { output: [] } },
    ],
    [
      { from: 'start', to: 'post' },
      { from: 'post', to: 'done' },
    ],
  );
  const slug = await publishDefinition(fixture.app, petra.organisationId, {
    ...definition,
    settings: definitionSettingsSchema.parse({}),
  });
  await startRun(fixture.app, petra, { workflowSlug: slug, input: { customer: 'customer-4711' } });
  await drain(fixture.app, petra.organisationId);
  const run = await traced('customer-4711');
  expect(run?.sent).toMatchObject([
    { kind: 'http_step', to: `http://${server.host}/hook`, what: 'POST', hasKey: true, outcome: 'completed' },
  ]);
  expect(run?.sent[0]?.digest).toMatch(/^[0-9a-f]{64}$/);
  expect(run?.sent[0]?.eventId).not.toBeNull();
});
