import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonObject, OrganisationId, UserActor } from '@switchyard/domain';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  createOrganisation,
  createPerson,
  createTestApp,
  listAuditTypes,
  type TestApp,
} from '../../test/create-test-app.ts';
import { drain } from '../../test/drain.ts';
import { defineWorkflow, publishDefinition } from '../../test/publish-definition.ts';
import { cancelRun } from './cancel-run.ts';
import { addItems, cancelItem, closeItems } from './change-items.ts';
import { getRun } from './get-run.ts';
import { listItems } from './list-items.ts';
import { sendMessage } from './send-message.ts';
import { startRun } from './start-run.ts';

let fixture: TestApp;
let organisationId: OrganisationId;
let ana: UserActor;
let server: Server;
let url: string;
let refuse: (body: string) => boolean;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const isRefused = refuse(body);
    response.writeHead(isRefused ? 400 : 200, { 'content-type': 'application/json' });
    response.end(body || '{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}/`;
  fixture = await createTestApp({ poolSize: 20, allowedHosts: [`127.0.0.1:${port}`] });
});
afterAll(async () => {
  server.close();
  await fixture.close();
});
beforeEach(async () => {
  refuse = () => false;
  organisationId = await createOrganisation(fixture.app);
  ana = await createPerson(fixture.app, organisationId, { roles: ['process_owner'] });
});

type Nodes = Parameters<typeof defineWorkflow>[0];
/** from, to, and the port when it is not `out`. */
type Edges = readonly (readonly [string, string, string?])[];

const start = { id: 'start', kind: 'start' as const, config: {} };
const end = (value = 'null') => ({ id: 'end', kind: 'end' as const, config: { output: [{ name: 'it', value }] } });
const set = (id: string, value: string, name = 'it') => ({
  id,
  kind: 'set' as const,
  config: { assignments: [{ name, value }] },
});
const http = (id: string, body: string, more: JsonObject = {}) => ({
  id,
  kind: 'http' as const,
  config: { url, body, retry: { maxAttempts: 1, initialDelayMs: 10, maxDelayMs: 10 }, ...more },
});

const publish = (nodes: Nodes, edges: Edges, slug?: string): Promise<string> => {
  const drawn = edges.map(([from, to, port]) => ({ from, to, ...(port ? { port } : {}) }));
  return publishDefinition(fixture.app, organisationId, defineWorkflow(nodes, drawn), slug);
};

const begin = async (nodes: Nodes, edges: Edges, input: JsonObject = {}): Promise<string> => {
  const slug = await publish(nodes, edges);
  const { runId } = await startRun(fixture.app, ana, { workflowSlug: slug, input });
  await drain(fixture.app, organisationId);
  return runId;
};

const look = (runId: string) => getRun(fixture.app, ana, { runId });
const stepsOf = async (runId: string, nodeId: string) =>
  (await look(runId)).steps.filter((step) => step.nodeId === nodeId);

describe('for each', () => {
  const edges: Edges = [
    ['start', 'each'],
    ['each', 'double', 'body'],
    ['double', 'each'],
    ['each', 'end'],
  ];
  const each = (config: JsonObject) => ({
    id: 'each',
    kind: 'forEach' as const,
    config: { items: '[3, 1, 2]', ...config },
  });

  test('gathers a result per item in the order of the list, whatever came first', async () => {
    const runId = await begin(
      [
        start,
        each({ atOnce: 2, collect: 'steps.double.output.body.n' }),
        http('double', '{"n": item * 2}'),
        end('steps.each.output'),
      ],
      edges,
    );
    const run = await look(runId);
    expect(run.status).toBe('completed');
    expect(run.output).toEqual({ it: { count: 3, completed: 3, failed: 0, results: [6, 2, 4] } });
  });

  test('of inline nodes runs in the transition that starts it; variables belong to the item', async () => {
    const runId = await begin(
      [start, each({ collect: 'vars.it' }), set('double', 'item * 2 + round.index'), end('steps.each.output.results')],
      edges,
    );
    expect((await look(runId)).output).toEqual({ it: [6, 3, 6] });
  });

  test('of an empty list goes on at once', async () => {
    const runId = await begin([start, each({ items: '[]' }), http('double', '1'), end('steps.each.output')], edges);
    expect((await look(runId)).output).toEqual({ it: { count: 0, completed: 0, failed: 0 } });
  });

  test('stops when there is enough and cancels what is under way', async () => {
    const runId = await begin(
      [start, each({ stopWhen: 'round.completed >= 2' }), http('double', '{"n": item}'), end('steps.each.output')],
      edges,
    );
    expect((await look(runId)).output).toEqual({ it: { count: 3, completed: 2, failed: 0 } });
    expect(await stepsOf(runId, 'double')).toHaveLength(2);
  });

  test('goes on without an item that fails, when told to', async () => {
    refuse = (body) => body.includes('1');
    const nodes = [
      start,
      each({ onItemFailure: 'continue', collect: 'item' }),
      http('double', '{"n": item}'),
      end('steps.each.output'),
    ];
    const runId = await begin(nodes, edges);
    expect((await look(runId)).output).toEqual({ it: { count: 3, completed: 2, failed: 1, results: [3, 2] } });
  });

  test('fails with an item that fails, and its own failed path catches it', async () => {
    refuse = (body) => body.includes('1');
    const runId = await begin(
      [start, each({}), http('double', '{"n": item}'), set('mend', '"caught"'), end('vars.it')],
      [...edges, ['each', 'mend', 'failed'], ['mend', 'end']],
    );
    const run = await look(runId);
    expect(run.output).toEqual({ it: 'caught' });
    expect(run.steps.find(({ nodeId }) => nodeId === 'each')?.status).toBe('failed');
  });
});

describe('a for-each under way', () => {
  const beginList = async () => {
    const nodes: Nodes = [
      start,
      { id: 'each', kind: 'forEach', config: { items: '[1, 2]', atOnce: 1, collect: 'item' } },
      { id: 'hear', kind: 'receive', config: { message: 'go', key: 'string(item)' } },
      end('steps.each.output'),
    ];
    const runId = await begin(nodes, [
      ['start', 'each'],
      ['each', 'hear', 'body'],
      ['hear', 'each'],
      ['each', 'end'],
    ]);
    const [step] = await stepsOf(runId, 'each');
    return { runId, stepId: step?.id ?? '' };
  };
  const say = async (key: string) => {
    await sendMessage(fixture.app, ana, { name: 'go', key });
    await drain(fixture.app, organisationId);
  };

  test('takes more items, loses one that is cancelled, and says what became of each', async () => {
    const at = await beginList();
    await addItems(fixture.app, ana, { ...at, items: [3, 4] });
    await cancelItem(fixture.app, ana, { ...at, index: 0 });
    await cancelItem(fixture.app, ana, { ...at, index: 2 });
    await expect(cancelItem(fixture.app, ana, { ...at, index: 0 })).rejects.toMatchObject({
      code: 'not_permitted_now',
    });
    await say('2');
    await say('4');
    expect((await look(at.runId)).output).toEqual({ it: { count: 4, completed: 2, failed: 0, results: [2, 4] } });
    const { items } = await listItems(fixture.app, ana, at);
    expect(items.map(({ index, status }) => [index, status])).toEqual([
      [0, 'cancelled'],
      [1, 'completed'],
      [2, 'cancelled'],
      [3, 'completed'],
    ]);
    await expect(addItems(fixture.app, ana, { ...at, items: [5] })).rejects.toMatchObject({
      code: 'not_permitted_now',
    });
  });

  test('has enough when somebody says so', async () => {
    const at = await beginList();
    await say('1');
    await closeItems(fixture.app, ana, { ...at, reason: 'one will do' });
    expect((await look(at.runId)).output).toEqual({ it: { count: 2, completed: 1, failed: 0, results: [1] } });
    expect(await listAuditTypes(fixture.app, organisationId)).toContain('step.completed-early');
  });
});

test('a message with one idempotency key is sent once, also by twenty at once, and reaches one of two that wait', async () => {
  const nodes: Nodes = [start, { id: 'hear', kind: 'receive', config: { message: 'once', key: '"k"' } }, end()];
  const hearing: Edges = [
    ['start', 'hear'],
    ['hear', 'end'],
  ];
  const waiting = [await begin(nodes, hearing), await begin(nodes, hearing)];
  const message = { name: 'once', key: 'k', idempotencyKey: 'the-one' };
  const sent = await Promise.all(Array.from({ length: 20 }, () => sendMessage(fixture.app, ana, message)));
  expect(new Set(sent.map(({ messageId }) => messageId)).size).toBe(1);
  expect(sent.filter(({ isDuplicate }) => !isDuplicate)).toHaveLength(1);
  await Promise.all(Array.from({ length: 5 }, () => drain(fixture.app, organisationId)));
  const runs = await Promise.all(waiting.map(look));
  expect(runs.map(({ status }) => status).toSorted()).toEqual(['completed', 'waiting']);
});

test('a loop goes round until its condition holds, and fails at its bound', async () => {
  const nodes = (roundsMax: number): Nodes => [
    start,
    { id: 'loop', kind: 'loop', config: { until: 'vars.it >= 3', roundsMax } },
    set('more', '(has(vars.it) ? vars.it : 0) + 1'),
    end('vars.it'),
  ];
  const edges: Edges = [
    ['start', 'loop'],
    ['loop', 'more', 'body'],
    ['more', 'loop'],
    ['loop', 'end'],
  ];
  expect((await look(await begin(nodes(10), edges))).output).toEqual({ it: 3 });
  const bounded = await look(await begin(nodes(2), edges));
  expect(bounded).toMatchObject({ status: 'failed', error: { code: 'limit_exceeded' } });
});

test('of a race exactly one wins and the others are withdrawn', async () => {
  const runId = await begin(
    [
      start,
      { id: 'race', kind: 'race', config: {} },
      { id: 'short', kind: 'wait', config: { for: 'PT1M' } },
      { id: 'long', kind: 'wait', config: { for: 'PT1H' } },
      {
        id: 'gate',
        kind: 'approval',
        config: { title: 'Now?', stages: [{ name: 'One', who: { roles: ['approver'] } }], allowsChanges: false },
      },
      end('"done"'),
    ],
    [
      ['start', 'race'],
      ['race', 'short'],
      ['race', 'long'],
      ['race', 'gate'],
      ['short', 'end'],
      ['long', 'end'],
      ['gate', 'end', 'approved'],
      ['gate', 'end', 'rejected'],
    ],
  );
  fixture.advance(61_000);
  await drain(fixture.app, organisationId);
  const run = await look(runId);
  expect(run.status).toBe('completed');
  expect(Object.fromEntries(run.steps.map(({ nodeId, status }) => [nodeId, status]))).toMatchObject({
    short: 'completed',
    long: 'cancelled',
    gate: 'cancelled',
  });
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
    refuse = () => true;
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
    await cancelRun(fixture.app, ana, { runId, reason: 'no more' });
    await drain(fixture.app, organisationId);
    const rows = await fixture.app.db.transaction({ organisationId }, (tx) =>
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
    const { runId } = await startRun(fixture.app, ana, { workflowSlug: slug, input: {} });
    await drain(fixture.app, organisationId);
    expect(await look(runId)).toMatchObject({ status: 'failed', error: { code: 'limit_exceeded' } });
    const [count] = await fixture.app.db.transaction({ organisationId }, (tx) =>
      tx.query<{ n: number }>('SELECT count(*)::int AS n FROM run WHERE organisation_id = $1', [organisationId]),
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
    ids.push((await startRun(fixture.app, ana, { workflowSlug: slug, input: { customer } })).runId);
    await drain(fixture.app, organisationId);
  }
  const inside = async () => {
    const runs = await Promise.all(ids.map(look));
    return runs.map(({ steps, status }) =>
      status === 'waiting' ? steps.filter(({ nodeId }) => nodeId === 'work').length : status,
    );
  };
  expect(await inside()).toEqual([1, 0, 0, 1]);
  expect((await look(ids[1] ?? '')).waitingReason).toContain('waits for its turn');
  await cancelRun(fixture.app, ana, { runId: ids[0] ?? '', reason: 'out' });
  await drain(fixture.app, organisationId);
  expect(await inside()).toEqual(['cancelled', 1, 0, 1]);
  fixture.advance(61_000);
  await drain(fixture.app, organisationId);
  expect(await inside()).toEqual(['cancelled', 'completed', 1, 'completed']);
});

describe('events on the border of a step', () => {
  const nodes = (isInterrupting: boolean): Nodes => [
    start,
    {
      id: 'work',
      kind: 'wait',
      config: { for: 'PT1H' },
      boundary: [{ id: 'late', on: 'timer', after: 'PT1M', isInterrupting }],
    },
    set('remind', '"reminded"'),
    end('has(vars.it) ? vars.it : "never"'),
  ];
  const edges: Edges = [
    ['start', 'work'],
    ['work', 'end'],
    ['work', 'remind', 'late'],
    ['remind', 'end'],
  ];

  test('that interrupts withdraws the step', async () => {
    const runId = await begin(nodes(true), edges);
    fixture.advance(61_000);
    await drain(fixture.app, organisationId);
    const run = await look(runId);
    expect(run).toMatchObject({ status: 'completed', output: { it: 'reminded' } });
    expect(run.steps.find(({ nodeId }) => nodeId === 'work')?.status).toBe('cancelled');
  });

  test('that does not interrupt leaves it under way', async () => {
    const runId = await begin(nodes(false), edges);
    fixture.advance(61_000);
    await drain(fixture.app, organisationId);
    expect((await look(runId)).status).toBe('waiting');
    fixture.advance(3_600_000);
    await drain(fixture.app, organisationId);
    expect((await look(runId)).status).toBe('completed');
  });
});

test('undoing follows the compensate paths of what was done, last first, each with the output it undoes', async () => {
  const seen: string[] = [];
  refuse = (body) => {
    if (body.includes('undo')) seen.push(JSON.parse(body).undo);
    return body.includes('fail');
  };
  const runId = await begin(
    [
      start,
      http('flight', '"F1"'),
      http('hotel', '"H1"'),
      http('pay', '"fail"'),
      http('undoFlight', '{"undo": item.body}'),
      http('undoHotel', '{"undo": item.body}'),
      { id: 'undo', kind: 'compensate', config: {} },
      end('steps.undo.output'),
    ],
    [
      ['start', 'flight'],
      ['flight', 'hotel'],
      ['hotel', 'pay'],
      ['flight', 'undoFlight', 'compensate'],
      ['hotel', 'undoHotel', 'compensate'],
      ['pay', 'end'],
      ['pay', 'undo', 'failed'],
      ['undo', 'end'],
    ],
  );
  expect((await look(runId)).output).toEqual({ it: { undone: 2 } });
  expect(seen).toEqual(['H1', 'F1']);
});

test('a node that waits for a condition goes on as soon as another branch makes it true', async () => {
  const runId = await begin(
    [
      start,
      { id: 'split', kind: 'parallelSplit', config: {} },
      { id: 'until', kind: 'condition', config: { when: 'has(vars.it) && vars.it == 2' } },
      { id: 'pause', kind: 'wait', config: { for: 'PT1M' } },
      set('two', '2'),
      { id: 'join', kind: 'join', config: {} },
      end('vars.it'),
    ],
    [
      ['start', 'split'],
      ['split', 'until'],
      ['split', 'pause'],
      ['pause', 'two'],
      ['two', 'join'],
      ['until', 'join'],
      ['join', 'end'],
    ],
  );
  expect((await look(runId)).waitingReason).toContain('waits until this is true');
  fixture.advance(61_000);
  await drain(fixture.app, organisationId);
  expect(await look(runId)).toMatchObject({ status: 'completed', output: { it: 2 } });
});
