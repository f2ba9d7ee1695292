import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDiskPayloads, createS3Payloads, type PayloadStore } from '@switchyard/connectors';
import { DomainError, type JsonValue, jsonObjectSchema, type OrganisationId, type UserActor } from '@switchyard/domain';
import { type S3Double, startS3Double } from '@switchyard/testing/s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  createOrganisation,
  createPerson,
  createTestApp,
  listAuditTypes,
  type TestApp,
} from '../../test/create-test-app.ts';
import { drain } from '../../test/drain.ts';
import { publishDefinition } from '../../test/publish-definition.ts';
import { getInboxItem } from '../approvals/get-inbox-item.ts';
import { collectPayloads } from '../payloads/collect-payloads.ts';
import { downloadValue } from '../payloads/download-value.ts';
import { cancelRun } from './cancel-run.ts';
import { getRun } from './get-run.ts';
import {
  copyEachDocument,
  end,
  hashOf,
  httpStep,
  inSequence,
  longestColumnSql,
  type PagesServer,
  set,
  someText,
  start,
  startPagesServer,
} from './large-values.fixture.ts';
import { listItems } from './list-items.ts';
import { sendMessage } from './send-message.ts';
import { startRun } from './start-run.ts';

const credentials = { accessKeyId: 'SWITCHYARD', secretAccessKey: 'secret', region: 'us-east-1', bucket: 'payloads' };

let server: PagesServer;
let directory: string;
let s3: S3Double;

beforeAll(async () => {
  server = await startPagesServer();
  directory = await mkdtemp(join(tmpdir(), 'switchyard-payloads-'));
  s3 = await startS3Double(credentials);
});
afterAll(async () => {
  server.close();
  await s3.stop();
  await rm(directory, { recursive: true, force: true });
});
beforeEach(() => {
  server.received = [];
});

const stores: readonly [string, () => PayloadStore][] = [
  ['a folder', () => createDiskPayloads(directory)],
  [
    'a bucket',
    () => createS3Payloads({ ...credentials, endpoint: s3.endpoint, isPathStyle: true, retryDelaysMs: [0] }),
  ],
];

const http = (id: string, config: object = {}) => httpStep(server, id, config);

describe.each(stores)('with payloads in %s', (_, openStore) => {
  let fixture: TestApp;
  let store: PayloadStore;
  let organisationId: OrganisationId;
  let ana: UserActor;
  const rings: unknown[][] = [];

  beforeAll(async () => {
    store = openStore();
    fixture = await createTestApp({ poolSize: 30, allowedHosts: [server.host], payloadStore: store });
    Object.assign(fixture.app.bell, {
      ring: async (...args: unknown[]) => {
        rings.push(args);
      },
    });
  });
  afterAll(() => fixture.close());
  beforeEach(async () => {
    server.pages = someText(5_000_000);
    organisationId = await createOrganisation(fixture.app);
    ana = await createPerson(fixture.app, organisationId);
  });

  const publish = (nodes: Parameters<typeof inSequence>[0]) =>
    publishDefinition(fixture.app, organisationId, inSequence(nodes));

  const run = async (workflowSlug: string, input: Record<string, JsonValue> = {}) => {
    const { runId } = await startRun(fixture.app, ana, { workflowSlug, input });
    await drain(fixture.app, organisationId);
    return runId;
  };

  const read = (runId: string, inlineBytesMax = 0) =>
    getRun(fixture.app, ana, jsonObjectSchema.parse({ runId, inlineBytesMax }) as { runId: string });

  const rows = <Row>(statement: string): Promise<Row[]> =>
    fixture.app.db.transaction({ organisationId }, (tx) => tx.query<Row>(statement, [organisationId]));

  const longestColumn = async (): Promise<number> => {
    const [row] = await rows<{ bytes: number }>(longestColumnSql);
    return row?.bytes ?? 0;
  };

  const listHashes = async (): Promise<string[]> =>
    (await rows<{ hash: string }>('SELECT hash FROM payload WHERE organisation_id = $1 ORDER BY hash')).map(
      ({ hash }) => hash,
    );

  test('a reply of 5 MB goes through variables to the output, and to another server, stored once', async () => {
    const slug = await publish([
      start,
      http('fetch'),
      set('keep', 'doc', 'steps.fetch.output.body.pages'),
      http('send', { method: 'POST', body: '{"doc": vars.doc, "n": 1}' }),
      set('check', 'isThere', 'vars.doc == steps.fetch.output.body.pages'),
      end('vars.doc'),
    ]);
    const runId = await run(slug);
    const shown = await read(runId);
    expect(shown).toMatchObject({ status: 'completed', variables: { isThere: true }, output: {} });
    expect(shown.largeValues.map(({ place, field, bytes }) => [place, field, bytes])).toEqual([
      ['variables', 'doc', 5_000_002],
      ['output', 'result', 5_000_002],
    ]);
    expect(JSON.parse(server.received[1]?.body ?? '')).toEqual({ doc: server.pages, n: 1 });
    expect(await longestColumn()).toBeLessThan(5000);
    // The text, the reply that holds it, and the request that holds it beside a number.
    expect(await listHashes()).toEqual(
      [server.pages, { pages: server.pages }, { doc: server.pages, n: 1 }].map((value) => hashOf(value)).toSorted(),
    );
    expect((await read(runId, 8_000_000)).output).toEqual({ result: server.pages });
    const { content } = await downloadValue(fixture.app, ana, { runId, hash: hashOf(server.pages) });
    expect(JSON.parse(content.toString())).toBe(server.pages);
    expect((await listAuditTypes(fixture.app, organisationId)).at(-1)).toBe('run.value-downloaded');
    expect(rings.flat()).toEqual([]);
  });

  test('an input of 200 kB is where expressions and steps need it, and two runs with it store it once', async () => {
    const document = someText(200_000);
    const slug = await publish([
      start,
      http('send', { method: 'POST', body: 'input' }),
      set('tail', 'tail', 'input.document.endsWith(input.tail)'),
      end('vars.tail'),
    ]);
    const input = { document, tail: document.slice(-8) };
    for (const runId of [await run(slug, input), await run(slug, input)]) {
      expect(await read(runId)).toMatchObject({
        status: 'completed',
        output: { result: true },
        input: { tail: input.tail },
      });
    }
    expect(server.received.map(({ body }) => JSON.parse(body))).toEqual([input, input]);
    expect(await longestColumn()).toBeLessThan(5000);
    expect(await listHashes()).toContain(hashOf(document));
  });

  test('data that looks like a reference stays data on its whole way', async () => {
    const document = someText(100_000);
    await run(await publish([start, end('input.document')]), { document });
    const reference = { hash: hashOf(document), bytes: 100_002, start: '"' };
    const slug = await publish([
      start,
      set('keep', 'copy', 'input'),
      http('send', { method: 'POST', body: 'input' }),
      end('{"input": input, "copy": vars.copy, "plain": {"$plain": input}}'),
    ]);
    for (const input of [
      { $payload: reference },
      { $payload: { fields: { document: reference }, rest: {} } },
      { $plain: { $payload: reference } },
    ]) {
      const shown = await read(await run(slug, input), 8_000_000);
      expect(shown).toMatchObject({ status: 'completed', input, variables: { copy: input } });
      expect(shown.output).toEqual({ result: { input, copy: input, plain: { $plain: input } } });
      expect(JSON.parse(server.received.at(-1)?.body ?? '')).toEqual(input);
    }
  });

  test('a run inside a run gets a large input and gives a large output back', async () => {
    const inner = await publish([start, end('input.document')]);
    const slug = await publish([
      start,
      {
        id: 'child',
        kind: 'subworkflow',
        config: { workflow: inner, input: [{ name: 'document', value: 'input.document' }] },
      },
      end('steps.child.output.result'),
    ]);
    const document = someText(300_000);
    const shown = await read(await run(slug, { document }), 8_000_000);
    expect(shown).toMatchObject({ status: 'completed', output: { result: document } });
    expect(await listHashes()).toEqual([hashOf(document)]);
  });

  test('items of a list and what they give lie in the store, each once, and are gathered whole', async () => {
    const documents = [someText(100_000), someText(80_000), 'short'];
    server.pages = someText(70_000);
    const slug = await publishDefinition(fixture.app, organisationId, copyEachDocument(server));
    const runId = await run(slug, { documents });
    expect(server.received.map(({ body }) => (JSON.parse(body) as { doc: string }).doc)).toEqual(documents);
    const shown = await read(runId, 8_000_000);
    expect(shown.output).toEqual({ result: [server.pages, server.pages, server.pages] });
    const [widest] = await rows<{ bytes: number }>(
      `SELECT max(greatest(length(value::text), length(result::text)))::int AS bytes FROM each_item WHERE organisation_id = $1`,
    );
    expect(widest?.bytes).toBeLessThan(1000);
    const stepId = shown.steps.find(({ kind }) => kind === 'forEach')?.id ?? '';
    const { items } = await listItems(fixture.app, ana, { runId, stepId });
    expect(items.map(({ value }) => value)).toEqual([null, null, 'short']);
    expect(items[0]?.largeValues).toMatchObject([
      { place: 'input', hash: hashOf(documents[0] ?? '') },
      { place: 'output', hash: hashOf(server.pages) },
    ]);
    // Collection looks for them where they are.
    await collectAll();
    await store.get({ organisationId, hash: hashOf(documents[1] ?? '') });
  });

  test('a large message waits in the store for whoever takes it, sent by a run or from outside', async () => {
    const hear = { id: 'hear', kind: 'receive' as const, config: { message: 'scan', key: 'input.key' } };
    const receiver = await publish([start, hear, end('steps.hear.output')]);
    const document = someText(100_000);
    const tell = {
      id: 'tell',
      kind: 'send' as const,
      config: { message: 'scan', key: 'input.key', payload: 'input.document' },
    };
    await run(await publish([start, tell, end('1')]), { key: 'run', document });
    const letter = someText(90_000);
    await sendMessage(fixture.app, ana, { name: 'scan', key: 'outside', payload: letter });
    const [widest] = await rows<{ bytes: number }>(
      'SELECT max(length(payload::text))::int AS bytes FROM message WHERE organisation_id = $1',
    );
    expect(widest?.bytes).toBeLessThan(1000);
    await collectAll();
    for (const [key, payload] of Object.entries({ run: document, outside: letter })) {
      const shown = await read(await run(receiver, { key }), 8_000_000);
      expect(shown).toMatchObject({ status: 'completed', output: { result: payload } });
    }
  });

  /** Two hours later, as often as there is something to settle. */
  const collectAll = async (): Promise<void> => {
    const later = { ...fixture.app, now: () => new Date(fixture.app.now().getTime() + 7_200_000) };
    while ((await collectPayloads(later)) > 0);
  };

  test('who decides sees large evidence whole, and it is what was pinned', async () => {
    const slug = await publish([
      start,
      http('fetch'),
      {
        id: 'gate',
        kind: 'approval',
        config: jsonObjectSchema.parse({
          title: 'Read this',
          stages: [{ name: 'One', who: { users: [], groups: [], roles: ['approver'] } }],
          evidence: ['fetch'],
        }),
      },
      end('1'),
    ]);
    await run(slug);
    const [request] = await rows<{ id: string }>('SELECT id FROM approval_request WHERE organisation_id = $1');
    const ben = await createPerson(fixture.app, organisationId, { roles: ['approver'] });
    const item = await getInboxItem(fixture.app, ben, { id: request?.id ?? '' });
    if (item.kind !== 'approval') throw new Error('not an approval');
    expect(item.evidence).toMatchObject([
      { nodeId: 'fetch', isUnchanged: true, output: { body: { pages: server.pages } } },
    ]);
  });

  test('another organisation gets nothing by the hash, and neither does another run of the same', async () => {
    const document = someText(100_000);
    const slug = await publish([start, end('1')]);
    const runId = await run(slug, { document });
    const other = await run(slug, {});
    const hash = hashOf(document);
    expect((await downloadValue(fixture.app, ana, { runId, hash })).bytes).toBe(100_002);
    await expect(downloadValue(fixture.app, ana, { runId: other, hash })).rejects.toMatchObject({ code: 'not_found' });
    const stranger = await createPerson(fixture.app, await createOrganisation(fixture.app));
    await expect(downloadValue(fixture.app, stranger, { runId, hash })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('collection leaves what finished runs show', async () => {
    const document = someText(100_000);
    const runId = await run(await publish([start, set('keep', 'doc', 'input.document'), end('vars.doc')]), {
      document,
    });
    await collectAll();
    await store.get({ organisationId, hash: hashOf(document) });
    expect((await read(runId, 8_000_000)).output).toEqual({ result: document });
  });

  /** The only payload of the organisation goes missing, and no process remembers it. */
  const lose = async (value: JsonValue) => {
    const hash = hashOf(value);
    expect(await listHashes()).toContain(hash);
    await store.remove({ organisationId, hash });
    return hash;
  };

  test('a lost payload fails the step that needs it and says which one and what to do', async () => {
    const document = someText(100_000);
    const slug = await publish([
      start,
      { id: 'pause', kind: 'wait', config: { for: 'PT1H' } },
      set('tail', 'tail', 'input.document.endsWith("x")'),
      end('1'),
    ]);
    const runId = await run(slug, { document });
    const hash = await lose(document);
    fixture.advance(3_601_000);
    await drain(fixture.app, organisationId);
    const shown = await read(runId, 8_000_000);
    expect(shown).toMatchObject({ status: 'failed', error: { code: 'payload_lost' } });
    expect(shown.error?.message).toMatch(new RegExp(`${hash} is missing .+Restore .+ from a backup`));
    expect(shown.steps.find(({ nodeId }) => nodeId === 'tail')?.status).toBe('failed');
    expect(shown.largeValues).toMatchObject([{ place: 'input', field: 'document', hash }]);
  });

  test('a lost payload fails the worker step whose input it is, without a retry', async () => {
    const document = someText(100_000);
    const slug = await publish([start, http('send', { method: 'POST', body: 'input.document' }), end('1')]);
    const { runId } = await startRun(fixture.app, ana, { workflowSlug: slug, input: { document } });
    const hash = await lose(document);
    await drain(fixture.app, organisationId);
    const shown = await read(runId);
    expect(shown).toMatchObject({ status: 'failed', error: { code: 'payload_lost' } });
    expect(shown.error?.message).toContain(hash);
    expect(server.received).toEqual([]);
  });

  test('a run that does not need what was lost goes on, and one that does can be cancelled', async () => {
    const document = someText(100_000);
    const slug = await publish([
      start,
      { id: 'pause', kind: 'wait', config: { for: 'PT1H' } },
      set('other', 'n', 'input.n + 1'),
      end('vars.n'),
    ]);
    const first = await run(slug, { document, n: 1 });
    const second = await run(slug, { document, n: 1 });
    await lose(document);
    expect(await cancelRun(fixture.app, ana, { runId: first })).toEqual({ status: 'cancelled' });
    fixture.advance(3_601_000);
    await drain(fixture.app, organisationId);
    expect(await read(second)).toMatchObject({ status: 'completed', output: { result: 2 } });
  });

  test('a store that is away for a moment costs neither the result nor a second call', async () => {
    let failures = 3;
    const { payloads } = fixture.app;
    if (!payloads) throw new Error('no payloads');
    const put: PayloadStore['put'] = (key, bytes) => {
      failures -= 1;
      if (failures >= 0) throw new DomainError('unavailable', 'away', { retryable: true });
      return store.put(key, bytes);
    };
    const flaky = { ...fixture.app, payloads: { ...payloads, store: { ...store, put } } };
    const slug = await publish([start, http('fetch', { method: 'POST' }), end('steps.fetch.output.status')]);
    const { runId } = await startRun(fixture.app, ana, { workflowSlug: slug });
    await drain(flaky, organisationId);
    expect(await read(runId)).toMatchObject({ status: 'completed', output: { result: 200 } });
    expect(server.received.length).toBe(1);
  });

  test('runs with small values never touch the store or its connections', async () => {
    const untouchable = new Proxy({}, { get: () => expect.fail('touched') });
    const app = { ...fixture.app, payloads: untouchable as never };
    server.pages = 'few';
    const slug = await publish([
      start,
      http('fetch'),
      set('keep', 'doc', 'steps.fetch.output.body.pages'),
      end('vars.doc'),
    ]);
    const { runId } = await startRun(app, ana, { workflowSlug: slug, input: { a: 1 } });
    await drain(app, organisationId);
    expect(await read(runId)).toMatchObject({ status: 'completed', output: { result: 'few' }, largeValues: [] });
    expect(await listHashes()).toEqual([]);
  });
});
