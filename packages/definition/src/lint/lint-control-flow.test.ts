import { describe, expect, test } from 'vitest';
import { type Draft, draw, node, plus, references } from '../../test/draw.ts';
import { lintDefinition } from './lint-definition.ts';

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

const given = (name: string, value: string) => ({ name, value });

/** Runs a workflow that takes an amount and gives a total, and reads something of it behind it. */
const reading = (value: string, config: object = {}): Draft =>
  draw(
    {
      start: 'start',
      run: { kind: 'subworkflow', config: { workflow: 'typed', input: [given('amount', 'input.n')], ...config } },
      keep: { kind: 'set', config: { assignments: [given('it', value)] } },
      done: 'end',
    },
    ['start out run', 'run out keep', 'keep out done'],
  );

const cases: [string, Draft][] = [
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
  ['workflow-input-missing', running({ workflow: 'typed' })],
  ['workflow-input-unknown', running({ workflow: 'typed', input: [given('amount', 'input.n'), given('rate', '2')] })],
  ['workflow-input-misfit', running({ workflow: 'typed', input: [given('amount', '"twelve"')] })],
  ['workflow-output-unknown', reading('steps.run.output.totl')],
  ['workflow-output-unknown', reading('steps.run.output.total', { isAwaited: false })],
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

describe('each rule of control flow finds what it is for', () => {
  test.each(cases)('%s (case %#)', (rule, draft) => {
    expect(lintDefinition(draft, references).map((problem) => problem.rule)).toContain(rule);
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
    ['what a called workflow gives', reading('steps.run.output.total + steps.run.output.outcome')],
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
