import type { JsonObject } from '@switchyard/domain';
import { describe, expect, test } from 'vitest';
import { cancelRun } from './cancel-run.ts';
import { controlFlowWorld, type Edges, end, type Nodes, start } from './control-flow.fixture.ts';
import { sendMessage } from './send-message.ts';

const world = controlFlowWorld();
const { begin, http, look, publish, settle, startAndSettle } = world;

test('a message with one idempotency key is sent once, also by twenty at once, and reaches one of two that wait', async () => {
  const nodes: Nodes = [start, { id: 'hear', kind: 'receive', config: { message: 'once', key: '"k"' } }, end()];
  const hearing: Edges = [
    ['start', 'hear'],
    ['hear', 'end'],
  ];
  const waiting = [await begin(nodes, hearing), await begin(nodes, hearing)];
  const message = { name: 'once', key: 'k', idempotencyKey: 'the-one' };
  const sent = await Promise.all(Array.from({ length: 20 }, () => sendMessage(world.app(), world.ana(), message)));
  expect(new Set(sent.map(({ messageId }) => messageId)).size).toBe(1);
  expect(sent.filter(({ isDuplicate }) => !isDuplicate)).toHaveLength(1);
  await Promise.all(Array.from({ length: 5 }, () => settle()));
  const runs = await Promise.all(waiting.map(look));
  expect(runs.map(({ status }) => status).toSorted()).toEqual(['completed', 'waiting']);
});

describe('messages between runs', () => {
  const receiver: Nodes = [
    { ...start, config: {} },
    { id: 'hear', kind: 'receive', config: { message: 'paid', key: 'input.order' } },
    end('steps.hear.output.amount'),
  ];
  const sender = (config: JsonObject = {}): Nodes => [
    start,
    { id: 'tell', kind: 'send', config: { message: 'paid', key: 'input.order', payload: '{"amount": 7}', ...config } },
    end(),
  ];
  const hearing: Edges = [
    ['start', 'hear'],
    ['hear', 'end'],
  ];
  const telling: Edges = [
    ['start', 'tell'],
    ['tell', 'end'],
  ];

  test('reach the run that waits for them by name and key', async () => {
    const waiting = await begin(receiver, hearing, { order: 'A1' });
    const other = await begin(receiver, hearing, { order: 'A2' });
    expect((await look(waiting)).waitingReason).toContain('“paid” with the key “A1”');
    await begin(sender(), telling, { order: 'A1' });
    expect((await look(waiting)).output).toEqual({ it: 7 });
    expect((await look(other)).status).toBe('waiting');
  });

  test('that come before anybody waits are kept, unless they are not to be', async () => {
    await begin(sender(), telling, { order: 'B1' });
    await begin(sender({ isKept: false }), telling, { order: 'B2' });
    const kept = await begin(receiver, hearing, { order: 'B1' });
    const dropped = await begin(receiver, hearing, { order: 'B2' });
    expect((await look(kept)).output).toEqual({ it: 7 });
    expect((await look(dropped)).status).toBe('waiting');
  });

  test('are taken once, or by all that wait when they are for all', async () => {
    const waiting = [await begin(receiver, hearing, { order: 'C' }), await begin(receiver, hearing, { order: 'C' })];
    await begin(sender(), telling, { order: 'C' });
    const statuses = async () => (await Promise.all(waiting.map(look))).map(({ status }) => status).toSorted();
    expect(await statuses()).toEqual(['completed', 'waiting']);
    waiting.push(await begin(receiver, hearing, { order: 'C' }));
    await begin(sender({ to: 'all' }), telling, { order: 'C' });
    expect(await statuses()).toEqual(['completed', 'completed', 'completed']);
  });
});

describe('a run inside a run', () => {
  const childEnd = end('input.n + 1');
  const parent = (slug: string): Nodes => [
    start,
    { id: 'child', kind: 'subworkflow', config: { workflow: slug, input: [{ name: 'n', value: '41' }] } },
    end('steps.child.output.it'),
  ];
  const edges: Edges = [
    ['start', 'child'],
    ['child', 'end'],
  ];
  const childInput = {
    ...start,
    config: { input: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] } },
  };

  test('gives its output to the step that started it', async () => {
    const slug = await publish(
      [childInput, http('call', '1'), childEnd],
      [
        ['start', 'call'],
        ['call', 'end'],
      ],
    );
    expect((await look(await begin(parent(slug), edges))).output).toEqual({ it: 42 });
    const inline = await publish([childInput, childEnd], [['start', 'end']]);
    expect((await look(await begin(parent(inline), edges))).output).toEqual({ it: 42 });
  });

  test('fails the step with its own failure', async () => {
    world.refuse(() => true);
    const slug = await publish(
      [childInput, http('call', '1'), childEnd],
      [
        ['start', 'call'],
        ['call', 'end'],
      ],
    );
    expect(await look(await begin(parent(slug), edges))).toMatchObject({
      status: 'failed',
      error: { code: 'upstream_failed' },
    });
  });

  test('is cancelled with the run around it', async () => {
    const slug = await publish(
      [childInput, { id: 'pause', kind: 'wait', config: { for: 'P1D' } }, childEnd],
      [
        ['start', 'pause'],
        ['pause', 'end'],
      ],
    );
    const runId = await begin(parent(slug), edges);
    await cancelRun(world.app(), world.ana(), { runId, reason: 'no more' });
    await settle();
    const rows = await world
      .app()
      .db.transaction({ organisationId: world.organisationId() }, (tx) =>
        tx.query<{ status: string }>('SELECT status FROM run WHERE parent_run_id = $1', [runId]),
      );
    expect(rows).toEqual([{ status: 'cancelled' }]);
  });

  test('that starts itself ends at the depth that is allowed', async () => {
    const slug = 'itself';
    await publish(
      [start, { id: 'again', kind: 'subworkflow', config: { workflow: slug, depthMax: 3 } }, end()],
      [
        ['start', 'again'],
        ['again', 'end'],
      ],
      slug,
    );
    const runId = await startAndSettle(slug);
    const { status, error } = await look(runId);
    expect({ status, code: error?.code }).toEqual({ status: 'failed', code: 'limit_exceeded' });
    expect(error?.message).toMatch(/^“again”: “again” would start run number 4/);
    const [count] = await world
      .app()
      .db.transaction({ organisationId: world.organisationId() }, (tx) =>
        tx.query<{ n: number }>('SELECT count(*)::int AS n FROM run WHERE organisation_id = $1', [
          world.organisationId(),
        ]),
      );
    expect(count).toEqual({ n: 4 });
  });
});

test('a critical section lets in one run per key, in turn, also when the one inside is cancelled', async () => {
  const nodes: Nodes = [
    start,
    { id: 'section', kind: 'region', config: { key: 'input.customer' } },
    { id: 'work', kind: 'wait', config: { for: 'PT1M' } },
    end(),
  ];
  const edges: Edges = [
    ['start', 'section'],
    ['section', 'work', 'body'],
    ['work', 'section'],
    ['section', 'end'],
  ];
  const slug = await publish(nodes, edges);
  const ids: string[] = [];
  for (const customer of ['a', 'a', 'a', 'b']) {
    ids.push(await startAndSettle(slug, { customer }));
  }
  const inside = async () => {
    const runs = await Promise.all(ids.map(look));
    return runs.map(({ steps, status }) =>
      status === 'waiting' ? steps.filter(({ nodeId }) => nodeId === 'work').length : status,
    );
  };
  expect(await inside()).toEqual([1, 0, 0, 1]);
  expect((await look(ids[1] ?? '')).waitingReason).toContain('waits for its turn');
  await cancelRun(world.app(), world.ana(), { runId: ids[0] ?? '', reason: 'out' });
  await settle();
  expect(await inside()).toEqual(['cancelled', 1, 0, 1]);
  await world.pass(61_000);
  expect(await inside()).toEqual(['cancelled', 'completed', 1, 'completed']);
});
