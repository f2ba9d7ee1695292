import { nodeKinds } from '@switchyard/domain';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readFixture, same, withConfig, withEdges, withNode } from '../../test/read-fixture.ts';
import { lintDefinition } from './lint-definition.ts';
import type { LintReferences } from './lint-references.ts';

const references: LintReferences = {
  tasks: [
    {
      slug: 'read-invoice',
      input: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
    },
  ],
  sources: [
    { slug: 'vendor-list', authority: 'authoritative' },
    { slug: 'hearsay', authority: 'untrusted' },
  ],
  roles: ['approver'],
  users: ['ada@example.com'],
  groups: ['finance'],
  secrets: ['ledger'],
  workflows: [
    { slug: 'payment', isPublished: true },
    { slug: 'unfinished', isPublished: false },
  ],
  ownSlug: 'invoice',
};

type Draft = Parameters<typeof lintDefinition>[0];

const rulesOf = (draft: Draft, known = references) => lintDefinition(draft, known).map(({ rule }) => rule);

const node = (id: string, kind: Draft['nodes'][number]['kind'], config = {}): Draft['nodes'][number] => ({
  id,
  kind,
  name: id,
  position: { x: 0, y: 0 },
  config,
});

const plus = (draft: Draft, ...nodes: Draft['nodes']): Draft => ({ ...draft, nodes: [...draft.nodes, ...nodes] });

test('a sound definition has no problem', () => {
  expect(lintDefinition(readFixture(), references)).toEqual([]);
});

/** A small process: `kinds` by id, ways as `from port to`. */
const draw = (
  kinds: Record<string, Draft['nodes'][number]['kind'] | Partial<Draft['nodes'][number]>>,
  ways: readonly string[],
): Draft => ({
  v: 1,
  nodes: Object.entries(kinds).map(([id, given]) =>
    typeof given === 'string' ? node(id, given, plainConfigs[given]) : { ...node(id, 'wait'), ...given },
  ),
  edges: ways.map((way, index) => {
    const [from = '', port = '', to = '', condition] = way.split(' ');
    return {
      id: `e${index}`,
      from,
      port,
      to,
      isOtherwise: condition === 'else',
      ...(condition && condition !== 'else' ? { condition } : {}),
    };
  }),
});

const plainConfigs: Partial<Record<Draft['nodes'][number]['kind'], object>> = {
  wait: { for: 'PT1M' },
  forEach: { items: '[1]' },
  loop: { until: 'round.index > 2' },
  receive: { message: 'paid' },
  set: { assignments: [{ name: 'a', value: '1' }] },
  condition: { when: 'true' },
  subworkflow: { workflow: 'payment' },
};

const timer = { id: 'late', on: 'timer', after: 'P1D' };

/** For each item a wait that may be late, then the end. */
const eachWith = (work: Partial<Draft['nodes'][number]> = {}, more: readonly string[] = []): Draft =>
  draw({ start: 'start', each: 'forEach', work: { config: { for: 'PT1M' }, ...work }, done: 'end' }, [
    'start out each',
    'each body work',
    'each out done',
    ...more,
  ]);

const racing = (target: Draft['nodes'][number]['kind']): Draft =>
  draw({ start: 'start', race: 'race', one: 'wait', other: target, done: 'end' }, [
    'start out race',
    'race out one',
    'race out other',
    'one out done',
    'other out done',
  ]);

const joining = (config: object, split: Draft['nodes'][number]['kind'] = 'parallelSplit'): Draft =>
  draw(
    {
      start: 'start',
      split,
      a: 'wait',
      b: 'wait',
      join: { kind: 'join', config: JSON.parse(JSON.stringify(config)) },
      done: 'end',
    },
    [
      'start out split',
      'split out a',
      `split out b${split === 'decision' ? ' else' : ''}`,
      'a out join',
      'b out join',
      'join out done',
    ],
  );

/** A join that the failure of one branch reaches by a way of its own. */
const bypassed = (config: object): Draft => {
  const draft = joining(config);
  const call = node('a', 'http', { method: 'POST', url: 'https://a.example/' });
  const failed = { id: 'failed', from: 'a', to: 'join', port: 'failed', isOtherwise: false };
  return {
    ...draft,
    nodes: draft.nodes.map((each) => (each.id === 'a' ? call : each)),
    edges: [...draft.edges, failed],
  };
};

const running = (
  config: Draft['nodes'][number]['config'],
  kind: Draft['nodes'][number]['kind'] = 'subworkflow',
): Draft => draw({ start: 'start', run: { kind, config }, done: 'end' }, ['start out run', 'run out done']);

const newCases: [string, Draft][] = [
  ['race-path', racing('set')],
  ['race-path', racing('join')],
  ['race-path', racing('end')],
  [
    'race-single',
    draw({ start: 'start', race: 'race', one: 'wait', done: 'end' }, [
      'start out race',
      'race out one',
      'one out done',
    ]),
  ],
  ['body-missing', draw({ start: 'start', each: 'forEach', done: 'end' }, ['start out each', 'each out done'])],
  [
    'body-missing',
    draw({ start: 'start', region: 'region', done: 'end' }, [
      'start out region',
      'region body region',
      'region out done',
    ]),
  ],
  [
    'dead-end',
    draw({ start: 'start', each: 'forEach', work: 'wait', done: 'end' }, [
      'start out each',
      'each body work',
      'start out done',
    ]),
  ],
  ['dead-end', draw({ start: 'start', work: 'wait', done: 'end' }, ['start out work'])],
  [
    'body-entered',
    draw({ start: 'start', choose: 'decision', each: 'forEach', work: 'wait', done: 'end' }, [
      'start out choose',
      'choose out each true',
      'choose out work else',
      'each body work',
      'work out each',
      'each out done',
    ]),
  ],
  [
    'body-entered',
    draw({ start: 'start', choose: 'decision', each: 'forEach', a: 'wait', b: 'wait', done: 'end' }, [
      'start out choose',
      'choose out each true',
      'choose out b else',
      'each body a',
      'a out b',
      'b out each',
      'each out done',
    ]),
  ],
  ['body-left', eachWith({}, ['work out done'])],
  ['outside-body', running({ assignments: [{ name: 'a', value: 'item.price' }] }, 'set')],
  ['outside-body', running({ assignments: [{ name: 'a', value: 'round.index' }] }, 'set')],
  ['outside-body', running({ items: 'item.parts' }, 'forEach')],
  [
    'outside-body',
    draw(
      {
        start: 'start',
        loop: 'loop',
        work: { kind: 'set', config: { assignments: [{ name: 'a', value: 'item' }] } },
        done: 'end',
      },
      ['start out loop', 'loop body work', 'loop out done'],
    ),
  ],
  ['boundary-path', eachWith({ boundary: [timer] })],
  ['boundary-id', eachWith({ boundary: [{ ...timer, id: 'out' }] })],
  ['boundary-id', eachWith({ boundary: [timer, { id: 'late', on: 'error' }] }, ['work late each'])],
  ['boundary-kind', eachWith({ kind: 'decision', config: {}, boundary: [timer] }, ['work late each'])],
  ['boundary-code', eachWith({ boundary: [{ id: 'lost', on: 'error', codes: ['nonsense'] }] }, ['work lost each'])],
  [
    'boundary-double',
    eachWith(
      {
        boundary: [
          { id: 'a', on: 'error' },
          { id: 'b', on: 'error' },
        ],
      },
      ['work a each', 'work b each'],
    ),
  ],
  ['config', eachWith({ boundary: [{ ...timer, after: 'soon' }] }, ['work late each'])],
  [
    'expression',
    eachWith({ boundary: [{ id: 'paid', on: 'message', message: 'paid', key: '1 +' }] }, ['work paid each']),
  ],
  ['condition-ignored', eachWith({ boundary: [timer] }, ['work late each true'])],
  [
    'condition-ignored',
    draw({ start: 'start', each: 'forEach', work: 'wait', done: 'end' }, [
      'start out each',
      'each body work true',
      'each out done',
    ]),
  ],
  ['several-unconditional', eachWith({ boundary: [timer] }, ['work late each', 'work late work'])],
  ['loop-endless', running({}, 'loop')],
  ['join-needed', joining({ wait: 'some', needed: 3 })],
  ['join-every', bypassed({ wait: 'every' })],
  ['join-exclusive', bypassed({})],
  ['unknown-node', running({ nodes: ['ghost'] }, 'cancel')],
  ['cancel-instant', running({ nodes: ['start'] }, 'cancel')],
  ['unknown-workflow', running({ workflow: 'ghost' })],
  ['workflow-unpublished', running({ workflow: 'unfinished' })],
  ['recursion-endless', running({ workflow: 'invoice' })],
  ['nothing-to-undo', running({}, 'compensate')],
  [
    'never-undone',
    draw(
      {
        start: 'start',
        call: { kind: 'http', config: { method: 'POST', url: 'https://a.example/' } },
        undo: 'wait',
        done: 'end',
      },
      ['start out call', 'call compensate undo', 'call out done'],
    ),
  ],
  ['unreachable', plus(eachWith(), node('alone', 'wait', { for: 'PT1M' }))],
  [
    'never-ends',
    draw({ start: 'start', each: 'forEach', a: 'wait', b: 'wait', done: 'end' }, [
      'start out each',
      'each body a',
      'a out b',
      'b out a',
      'each out done',
    ]),
  ],
];

const cases: [string, Draft][] = [
  ['start-missing', withNode('start', { kind: 'set', config: { assignments: [{ name: 'a', value: '1' }] } })],
  ['start-several', plus(readFixture(), node('again', 'start'))],
  ['duplicate-node-id', plus(readFixture(), node('read', 'end'))],
  ['duplicate-edge-id', withEdges(same, [{ id: 'e1', from: 'start', to: 'read' }])],
  ['unreachable', plus(readFixture(), node('alone', 'end'))],
  ['edge-loose', withEdges(same, [{ id: 'x', from: 'start', to: 'nowhere' }])],
  ['unknown-port', withEdges(same, [{ id: 'x', from: 'how', to: 'paid', port: 'maybe' }])],
  ['edge-into-start', withEdges(same, [{ id: 'x', from: 'post', to: 'start', port: 'failed' }])],
  ['never-ends', withEdges((edge) => (edge.id === 'e16' ? { ...edge, to: 'split' } : edge))],
  ['dead-end', withEdges((edge) => (edge.port === 'rejected' ? undefined : edge))],
  ['several-unconditional', withEdges(same, [{ id: 'x', from: 'start', to: 'amount' }])],
  ['otherwise-several', withEdges(same, [{ id: 'x', from: 'how', to: 'paid', isOtherwise: true }])],
  ['otherwise-missing', withEdges((edge) => (edge.isOtherwise ? undefined : edge))],
  ['never-taken', withEdges(same, [{ id: 'x', from: 'start', to: 'paid', condition: 'true' }])],
  ['node-id', plus(readFixture(), node('Not an id', 'end'))],
  ['node-name', withNode('read', { name: ' ' })],
  ['config', withConfig('post', { method: 'FETCH' })],
  ['expression', withConfig('post', { body: 'vars.total +' })],
  ['expression', withEdges((edge) => (edge.condition ? { ...edge, condition: 'frob(1)' } : edge))],
  ['template', withConfig('approve', { title: 'Invoice {{ input.text' })],
  ['unknown-node', withConfig('post', { body: 'steps.reed.output' })],
  ['node-not-before', withConfig('read', { input: [{ name: 'text', value: 'text(steps.post.output)' }] })],
  ['unknown-variable', withConfig('post', { body: 'vars.totl' })],
  ['unknown-input', withConfig('post', { body: 'input.txt' })],
  ['value-outside-cell', withConfig('post', { body: 'value' })],
  ['output-outside-check', withConfig('post', { body: 'output.total' })],
  ['source-not-allowed', withConfig('post', { body: 'sources.vendor_list' })],
  ['source-not-named', withConfig('rules', { sources: [] })],
  ['unknown-source', withConfig('how', { sources: ['nobody'] })],
  ['untrusted-source', withConfig('how', { sources: ['hearsay'] })],
  ['table-cells', withConfig('rules', { outputs: ['a', 'b'] })],
  ['table-outputs', withConfig('rules', { outputs: ['a', 'a'] })],
  ['wait-exactly-one', withConfig('pause', { until: 'now()' })],
  ['wait-exactly-one', withConfig('pause', { for: undefined })],
  ['cron', withConfig('start', { triggers: [{ type: 'schedule', cron: '61 8 * * *', input: { text: '' } }] })],
  [
    'time-zone',
    withConfig('start', {
      triggers: [{ type: 'schedule', cron: '0 8 * * *', timeZone: 'Mars/Base', input: { text: '' } }],
    }),
  ],
  ['schedule-input', withConfig('start', { triggers: [{ type: 'schedule', cron: '0 8 * * *' }] })],
  ['trigger-missing', withConfig('start', { triggers: [] })],
  ['approval-nobody', withConfig('approve', { stages: [{ name: 'One', who: {} }] })],
  [
    'approval-too-few',
    withConfig('approve', { stages: [{ name: 'One', who: { users: ['ada@example.com'] }, approvalsNeeded: 2 }] }),
  ],
  ['approval-unknown', withConfig('approve', { stages: [{ name: 'One', who: { groups: ['ghosts'] } }] })],
  ['unknown-node', withConfig('approve', { evidence: ['ghost'] })],
  ['http-url', withConfig('post', { url: 'ftp://ledger.example/' })],
  ['http-url', withConfig('post', { url: 'javascript:{{ input.text }}' })],
  ['http-host-computed', withConfig('post', { url: 'https://{{ input.text }}/api' })],
  ['http-host-computed', withConfig('post', { url: 'https://ledger.example{{ input.text }}' })],
  ['http-header', withConfig('post', { headers: [{ name: 'X Y', value: 'z' }] })],
  ['unknown-secret', withConfig('post', { bearerSecret: 'gone' })],
  ['unknown-task', withConfig('read', { task: 'gone' })],
  ['task-input-missing', withConfig('read', { input: [] })],
  [
    'task-input-unknown',
    withConfig('read', {
      input: [
        { name: 'text', value: '""' },
        { name: 'more', value: '1' },
      ],
    }),
  ],
  ['join-single', withEdges((edge) => (edge.id === 'e14' ? { ...edge, to: 'paid' } : edge))],
  ['join-exclusive', withEdges(same, [{ id: 'x', from: 'post', to: 'join', port: 'failed' }])],
  ['join-without-split', withNode('split', { kind: 'decision', config: {} })],
];

describe('each rule finds what it is for', () => {
  test.each([...cases, ...newCases])('%s (case %#)', (rule, draft) => {
    expect(rulesOf(draft)).toContain(rule);
  });
});

describe('what looks odd but is sound', () => {
  const sound: [string, Draft][] = [
    ['a body whose ways simply end', eachWith()],
    ['a body that leads back', eachWith({}, ['work out each'])],
    ['a boundary event that ends its round', eachWith({ boundary: [timer] }, ['work late each'])],
    [
      'item and round inside a body, and what is asked between rounds',
      draw(
        {
          start: 'start',
          each: {
            kind: 'forEach',
            config: { items: '[1]', collect: 'steps.work.output', stopWhen: 'round.completed > item' },
          },
          inner: 'region',
          work: { kind: 'set', config: { assignments: [{ name: 'a', value: 'item + round.index' }] } },
          done: 'end',
        },
        ['start out each', 'each body inner', 'inner body work', 'each out done'],
      ),
    ],
    ['a race of steps that wait', racing('receive')],
    ['the first of exclusive paths', joining({ wait: 'some' })],
    [
      'going back through a decision',
      draw({ start: 'start', again: 'wait', choose: 'decision', done: 'end' }, [
        'start out again',
        'again out choose',
        'choose out again true',
        'choose out done else',
      ]),
    ],
    [
      'a workflow that runs itself behind a decision',
      draw(
        {
          start: 'start',
          choose: 'decision',
          run: { kind: 'subworkflow', config: { workflow: 'invoice' } },
          done: 'end',
        },
        ['start out choose', 'choose out run true', 'choose out done else', 'run out done'],
      ),
    ],
    [
      'a step that is undone',
      draw(
        {
          start: 'start',
          call: { kind: 'http', config: { method: 'POST', url: 'https://a.example/' } },
          undo: { kind: 'set', config: { assignments: [{ name: 'was', value: 'item.body' }] } },
          back: 'compensate',
          done: 'end',
        },
        ['start out call', 'call compensate undo', 'call out back', 'back out done'],
      ),
    ],
    [
      'a reminder beside a step, joined with it',
      draw(
        {
          start: 'start',
          ask: { config: { for: 'P1D' }, boundary: [{ ...timer, isInterrupting: false }] },
          remind: 'wait',
          join: 'join',
          done: 'end',
        },
        ['start out ask', 'ask late remind', 'ask out join', 'remind out join', 'join out done'],
      ),
    ],
  ];
  test.each(sound)('%s', (_, draft) => {
    expect(lintDefinition(draft, references)).toEqual([]);
  });
});

test('what is outside the definition is only checked when it is known', () => {
  const draft = withConfig('read', { task: 'gone' });
  expect(rulesOf(draft, {})).toEqual([]);
});

test('a problem of the settings names the place in the words of the form', () => {
  expect(
    lintDefinition(withConfig('approve', { stages: [{ name: '', who: { roles: ['approver'] } }] }), references),
  ).toEqual([
    {
      severity: 'error',
      rule: 'config',
      nodeId: 'approve',
      path: 'stages[0].name',
      message: '“Approve the invoice”: “Stages 1, Name” is empty.',
    },
  ]);
});

test('problems come in the order of the nodes', () => {
  const draft = plus(withConfig('read', { task: 'gone' }), node('alone', 'end'));
  expect(lintDefinition(draft, references).map(({ nodeId }) => nodeId)).toEqual(['read', 'alone']);
});

test('an empty draft and any heap of broken nodes get problems, never an exception', () => {
  expect(rulesOf({ v: 1, nodes: [], edges: [] })).toEqual(['start-missing', 'end-missing']);
  const configs = fc.dictionary(
    fc.constantFrom('assignments', 'rules', 'inputs', 'url', 'stages', 'sources', 'triggers', 'until'),
    fc.jsonValue(),
  );
  const kinds = fc.constantFrom(...nodeKinds);
  void fc.assert(
    fc.property(fc.array(fc.tuple(kinds, configs), { maxLength: 8 }), (heap) => {
      const nodes = heap.map(([kind, config], index) => node(`n${index}`, kind, JSON.parse(JSON.stringify(config))));
      const edges = nodes.map(({ id }, index) => ({
        id,
        from: id,
        to: `n${index + 1}`,
        port: 'out',
        isOtherwise: false,
      }));
      expect(Array.isArray(lintDefinition({ v: 1, nodes, edges }, references))).toBe(true);
    }),
  );
});

test('two thousand nodes are checked in seconds at most, even on a busy machine', () => {
  const nodes = Array.from({ length: 2000 }, (_, index) =>
    node(
      `n${index}`,
      index === 0 ? 'start' : index === 1999 ? 'end' : 'wait',
      index % 1999 === 0 ? {} : { for: 'PT1S' },
    ),
  );
  const edges = nodes
    .slice(1)
    .map(({ id }, index) => ({ id, from: `n${index}`, to: id, port: 'out', isOtherwise: false }));
  const begun = performance.now();
  expect(lintDefinition({ v: 1, nodes, edges }, references)).toEqual([]);
  expect(performance.now() - begun).toBeLessThan(3000);
});
