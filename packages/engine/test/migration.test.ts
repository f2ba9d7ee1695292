import type { StepStatus } from '@switchyard/domain';
import { describe, expect, test } from 'vitest';
import type { NodeMapping } from '../src/migration/node-mapping.ts';
import { type MigrationPlan, planMigration } from '../src/migration/plan-migration.ts';
import { ended, graphOf, opened, out, play, say, started } from './play.ts';

const line = graphOf({ start: 'start', ask: 'approval', done: 'end' }, ['start>ask', 'ask:approved>done']);
const begin = [started, out(1, 'start>ask')];

const plan = (
  from: typeof line,
  to: typeof line,
  events: Parameters<typeof play>[1],
  { mapping = {}, status }: { mapping?: NodeMapping; status?: StepStatus } = {},
): MigrationPlan => {
  const statusOf = status ? { statusOf: () => status } : {};
  return planMigration(from, to, play(from, events).state, { mapping, ...statusOf });
};

const told = (result: MigrationPlan): string[] =>
  'commands' in result ? result.commands.map(say) : [...result.problems];
const fates = ({ tokens }: MigrationPlan): string[] =>
  tokens.map(({ tokenId, fate, toNodeId }) => `${tokenId} ${fate} ${toNodeId}`);

describe('a token', () => {
  test('stays where its node is the same, whatever else is new', () => {
    const to = graphOf({ start: 'start', ask: 'approval', more: 'set', done: 'end' }, [
      'start>ask',
      'ask:approved>more',
      'more>done',
    ]);
    const result = plan(line, to, begin);
    expect(result.verdict).toBe('kept');
    expect(told(result)).toEqual([]);
    expect('state' in result && result.state.tokens).toEqual([{ id: 2, nodeId: 'ask' }]);
  });

  test('is opened again where what people are asked has changed, and says which field', () => {
    const to = graphOf({ start: 'start', ask: { kind: 'approval', config: { title: 'Sure?' } }, done: 'end' }, [
      'start>ask',
      'ask:approved>done',
    ]);
    const result = plan(line, to, begin);
    expect(result).toMatchObject({ verdict: 'voided', tokens: [{ fate: 'reopened', changed: ['config.title'] }] });
    expect(told(result)).toEqual(['cancel 2 ask', 'start 3 ask']);
  });

  test('at a node that is gone is refused until somebody says where it goes', () => {
    const to = graphOf({ start: 'start', check: 'approval', done: 'end' }, ['start>check', 'check:approved>done']);
    expect(plan(line, to, begin)).toMatchObject({
      verdict: 'impossible',
      problems: [expect.stringContaining('has no node “ask”')],
    });
    const renamed = plan(line, to, begin, { mapping: { ask: { to: 'check' } } });
    expect(renamed.verdict).toBe('changed');
    expect('state' in renamed && renamed.state.tokens).toEqual([{ id: 2, nodeId: 'check' }]);
    expect(plan(line, to, begin, { mapping: { ask: null } }).verdict).toBe('impossible');
  });

  test('never stays open under another kind, but may go on elsewhere', () => {
    const to = graphOf({ start: 'start', ask: 'task', done: 'end' }, ['start>ask', 'ask>done']);
    expect(told(plan(line, to, begin))).toEqual([expect.stringContaining('“ask” is a approval, and “ask” is a task')]);
    const result = plan(line, to, begin, { mapping: { ask: { continueAt: 'ask' } } });
    expect(told(result)).toEqual(['cancel 2 ask', 'start 3 ask']);
    expect(plan(line, to, begin, { mapping: { ask: { continueAt: 'start' } } }).verdict).toBe('impossible');
    expect(plan(line, to, begin, { mapping: { ask: { continueAt: 'nowhere' } } }).verdict).toBe('impossible');
  });

  test('that a worker has is never moved', () => {
    const jobs = graphOf({ start: 'start', call: 'http', done: 'end' }, ['start>call', 'call>done']);
    const events = [started, out(1, 'start>call')];
    expect(plan(jobs, jobs, events, { status: 'running' })).toMatchObject({
      verdict: 'busy',
      problems: ['A step is being worked on; try again in a moment.'],
    });
    expect(plan(jobs, jobs, events, { status: 'ready' }).verdict).toBe('kept');
    const unclear = plan(jobs, jobs, events, { status: 'unknown', mapping: { call: { continueAt: 'call' } } });
    expect(told(unclear)).toEqual([expect.stringContaining('Whether its call took effect is open')]);
  });

  test('that is due is replaced rather than changed: somebody may be claiming it as it was', () => {
    const jobs = graphOf({ start: 'start', call: 'http', done: 'end' }, ['start>call', 'call>done']);
    const other = graphOf({ start: 'start', ring: 'http', done: 'end' }, ['start>ring', 'ring>done']);
    const events = [started, out(1, 'start>call')];
    const mapping = { call: { to: 'ring' } };
    expect(told(plan(jobs, other, events, { status: 'ready', mapping }))).toEqual(['cancel 2 call', 'start 3 ring']);
    expect(plan(jobs, other, events, { status: 'failed', mapping }).verdict).toBe('changed');
  });

  test('at a node without a way to an end is refused', () => {
    const to = graphOf({ start: 'start', ask: 'approval', done: 'end' }, ['start>ask', 'ask:approved>ask']);
    expect(told(plan(line, to, begin))).toEqual([expect.stringContaining('no way leads from “ask” to an end')]);
  });

  test('of a run that has ended is not moved', () => {
    const over = [...begin, { type: 'cancel_requested', reason: 'Enough.' } as const];
    expect(plan(line, line, over).verdict).toBe('impossible');
  });
});

describe('a join', () => {
  const forked = (join: object, extra: Record<string, string> = {}) =>
    graphOf(
      {
        start: 'start',
        split: 'parallelSplit',
        a: 'task',
        b: 'task',
        join: { kind: 'join', config: join },
        done: 'end',
      },
      ['start>split', 'split>a', 'split>b', extra.a ?? 'a>join', 'b>join', 'join>done'],
    );
  const half = [started, out(1, 'start>split'), out(2, 'split>a', 'split>b'), out(3, 'a>join')];

  test('keeps what has arrived, by the same way under another id', () => {
    const drawn = forked({});
    const to = { ...drawn, edges: new Map(drawn.edges), nodes: new Map(drawn.nodes) };
    const edge = drawn.edges.get('a>join');
    const node = drawn.nodes.get('join');
    if (!(edge && node)) throw new Error('The drawing has both.');
    to.edges.delete('a>join');
    to.edges.set('e7', { ...edge, id: 'e7' });
    to.nodes.set('join', {
      ...node,
      incoming: node.incoming.map((each) => (each === edge ? { ...edge, id: 'e7' } : each)),
    });
    const result = plan(drawn, to, half);
    expect('state' in result && result.state.joins).toEqual([{ nodeId: 'join', edgeIds: ['e7'] }]);
  });

  test('whose way is gone is reported, never guessed', () => {
    expect(told(plan(forked({}), forked({}, { a: 'a>b' }), half))).toEqual([
      'A path from “a” has arrived at “join”, and in the new version none leads from there to it.',
    ]);
  });

  test('that waits for fewer now goes on at once and says so', () => {
    const result = plan(forked({}), forked({ wait: 'some', needed: 1 }), half);
    expect(told(result)).toEqual(['execute 5 join']);
    expect(result.notes).toEqual(['“join” has all it waits for and goes on at once.']);
  });

  test('that has gone on already may not begin to wait in another way', () => {
    const some = forked({ wait: 'some', needed: 1 });
    expect(told(plan(some, forked({}), half))).toEqual([expect.stringContaining('has gone on already')]);
  });

  test('that could never get what it waits for now is refused', () => {
    const to = graphOf(
      {
        start: 'start',
        split: 'parallelSplit',
        a: 'task',
        b: 'task',
        join: { kind: 'join', config: { wait: 'every' } },
        done: 'end',
      },
      ['start>split', 'split>a', 'split>b', 'a>join', 'start>join', 'b>done', 'join>done'],
    );
    expect(told(plan(forked({}), to, half))).toEqual([expect.stringContaining('waits for 2 paths, but only 1 came')]);
  });
});

describe('a body', () => {
  const listed = (inner: Record<string, 'task' | 'wait'>, edges: string[], config = {}) =>
    graphOf({ start: 'start', each: { kind: 'forEach', config }, ...inner, done: 'end' }, [
      'start>each',
      ...edges,
      'each>done',
    ]);
  const from = listed({ a: 'wait' }, ['each:body>a', 'a>each'], { atOnce: 2 });
  const under = [started, out(1, 'start>each'), opened(2, 3, 2)];

  test('keeps its rounds; how many may be under way follows the new version', () => {
    const to = listed({ a: 'wait', b: 'wait' }, ['each:body>a', 'a>b', 'b>each'], { atOnce: 3 });
    const result = plan(from, to, under);
    expect(fates(result)).toEqual(['2 changed each', '3 kept a', '4 kept a']);
    expect('state' in result && result.state.containers).toMatchObject([{ count: 3, atOnce: 3, next: 2 }]);
  });

  test('that is gone takes its tokens nowhere', () => {
    const to = graphOf({ start: 'start', a: 'wait', done: 'end' }, ['start>a', 'a>done']);
    expect(plan(from, to, under).verdict).toBe('impossible');
    const result = plan(from, to, under, { mapping: { each: { continueAt: 'a' } } });
    expect(fates(result)).toEqual(['2 reopened a', '3 voided null', '4 voided null']);
    expect('state' in result && result.state).toMatchObject({ tokens: [{ id: 5, nodeId: 'a' }] });
    expect('state' in result && result.state.containers).toBeUndefined();
  });

  test('does not lose a token to a node outside it', () => {
    const to = listed({ a: 'wait', b: 'wait' }, ['each:body>b', 'b>each', 'start>a', 'a>done']);
    expect(told(plan(from, to, under))).toEqual([expect.stringContaining('“a” is not inside “each”')]);
  });

  test('whose rounds finish by themselves needs a place too', () => {
    const few = listed({ a: 'wait' }, ['each:body>a', 'a>each'], { atOnce: 2, rest: 'finish' });
    const to = graphOf({ start: 'start', other: 'wait', done: 'end' }, ['start>other', 'other>done']);
    const left = [...under, out(3, 'a>each'), ended(1, 'enough'), out(2, 'each>done')];
    expect(plan(few, few, left).verdict).toBe('kept');
    expect(plan(few, to, left).verdict).toBe('impossible');
  });
});

describe('what could be undone', () => {
  const trip = (name: string, edges: string[] = []) =>
    graphOf({ start: 'start', [name]: 'http', unbook: 'http', ask: 'approval', undo: 'compensate', done: 'end' }, [
      `start>${name}`,
      `${name}>ask`,
      ...edges,
      'ask:approved>done',
      'ask:rejected>undo',
      'undo>done',
    ]);
  const from = trip('book', ['book:compensate>unbook']);
  const booked = [started, out(1, 'start>book'), out(2, 'book>ask')];

  test('can be undone under its new name', () => {
    const to = trip('reserve', ['reserve:compensate>unbook']);
    expect(told(plan(from, to, booked))).toEqual([expect.stringContaining('“book” is done and could be undone')]);
    const result = plan(from, to, booked, { mapping: { book: { to: 'reserve' } } });
    expect('state' in result && result.state.done).toEqual([{ ordinal: 2, nodeId: 'reserve' }]);
  });

  test('is forgotten only when somebody chose so, and the plan says it', () => {
    const result = plan(from, trip('reserve'), booked, { mapping: { book: { continueAt: 'ask' } } });
    expect(result.notes).toEqual(['“book” can no longer be undone.']);
  });
});
