import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonObject, OrganisationId, UserActor } from '@switchyard/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOrganisation, createPerson, createTestApp, type TestApp } from '../../test/create-test-app.ts';
import { drain } from '../../test/drain.ts';
import { defineWorkflow, publishDefinition } from '../../test/publish-definition.ts';
import { getRun } from './get-run.ts';
import { sendMessage } from './send-message.ts';
import { startRun } from './start-run.ts';

/*
 * JSON can write what jsonb cannot hold. Wherever it comes from, it is refused by name, or the node that made it fails by name:
 * no call is repeated for it and no worker is blamed.
 */

let fixture: TestApp;
let organisationId: OrganisationId;
let ana: UserActor;
let server: Server;
let url: string;
let answer = '{}';
let calls = 0;

beforeAll(async () => {
  server = createServer((_, response) => {
    calls += 1;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}/`;
  fixture = await createTestApp({ poolSize: 10, allowedHosts: [`127.0.0.1:${port}`] });
  organisationId = await createOrganisation(fixture.app);
  ana = await createPerson(fixture.app, organisationId, { roles: ['owner'] });
});
afterAll(async () => {
  server.close();
  await fixture.close();
});

type Nodes = Parameters<typeof defineWorkflow>[0];

const start = { id: 'start', kind: 'start' as const, config: {} };
const end = { id: 'end', kind: 'end' as const, config: {} };

const run = async (nodes: Nodes, input: JsonObject = {}) => {
  const all = [start, ...nodes, end];
  const edges = all.slice(1).map(({ id }, index) => ({ from: all[index]?.id ?? '', to: id }));
  const workflowSlug = await publishDefinition(fixture.app, organisationId, defineWorkflow(all, edges));
  const { runId } = await startRun(fixture.app, ana, { workflowSlug, input });
  await drain(fixture.app, organisationId);
  return getRun(fixture.app, ana, { runId });
};

const texts: readonly (readonly [name: string, json: string, says: string])[] = [
  ['NUL', '{"lines":[{"text":"a\\u0000b"}]}', 'contains a NUL character at'],
  ['half a character', '{"lines":[{"text":"a\\ud83d"}]}', 'contains half a character (a lone surrogate) at'],
  ['NUL in a name', '{"a\\u0000":1}', 'has a name that contains a NUL character'],
  ['lists in lists without end', `{"a":${'['.repeat(9000)}${']'.repeat(9000)}}`, 'is nested deeper than 200 levels at'],
];

describe.each(texts)('%s', (_name, json, says) => {
  test('in an answer fails the step that got it, which is not sent again', async () => {
    answer = json;
    calls = 0;
    const { status, error, steps } = await run([{ id: 'call', kind: 'http', config: { url } }]);
    expect(status).toBe('failed');
    expect(error?.message).toContain(`What “call” gives ${says}`);
    expect(calls).toBe(1);
    expect(steps.find(({ nodeId }) => nodeId === 'call')).toMatchObject({ status: 'failed', attempt: 1 });
  });
});

describe.each(texts.slice(0, 3))('%s', (_name, json, says) => {
  const value = JSON.parse(json);

  test('in what a script gives fails the script', async () => {
    const code = `export const main = () => (${json});`;
    expect((await run([{ id: 'made', kind: 'script', config: { code } }])).error?.message).toContain(says);
  });

  test('in an input or a message is refused', async () => {
    await expect(run([], value)).rejects.toThrow(says);
    await expect(sendMessage(fixture.app, ana, { name: 'm', key: 'k', payload: value })).rejects.toThrow(says);
  });
});

test.each([
  ['set', { id: 'made', kind: 'set', config: { assignments: [{ name: 'x', value: '"a\\u0000"' }] } }],
  ['send', { id: 'made', kind: 'send', config: { message: 'm', payload: '"a\\u0000"' } }],
  ['receive', { id: 'made', kind: 'receive', config: { message: 'm', key: '"a\\u0000"' } }],
  ['http', { id: 'made', kind: 'http', config: { url: 'http://127.0.0.1/', body: '"a\\u0000"' } }],
  [
    'approval',
    {
      id: 'made',
      kind: 'approval',
      config: { title: '{{ "a\\u0000" }}', stages: [{ name: 'one', who: { roles: ['owner'] } }] },
    },
  ],
] as const)('an expression of a %s node that makes NUL fails that node', async (_kind, node) => {
  const { status, error } = await run([node as unknown as Nodes[number]]);
  expect(status).toBe('failed');
  expect(error).toMatchObject({ code: 'invalid_input', message: expect.stringContaining('“made”') });
});

test('text that PostgreSQL refuses is the caller’s to mend', async () => {
  const sent = sendMessage(fixture.app, ana, { name: 'm', key: 'a\0' });
  await expect(sent).rejects.toMatchObject({ code: 'invalid_input' });
});
