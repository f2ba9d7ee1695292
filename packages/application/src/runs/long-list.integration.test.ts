import type { JsonObject, JsonValue } from '@switchyard/domain';
import { describe, expect, test } from 'vitest';
import { controlFlowWorld, type Edges, end, type Nodes, set, start } from './control-flow.fixture.ts';
import { getRun } from './get-run.ts';
import { listItems } from './list-items.ts';

const world = controlFlowWorld();
const { begin, http, look } = world;

const edges: Edges = [
  ['start', 'each'],
  ['each', 'one', 'body'],
  ['one', 'each'],
  ['each', 'end'],
];
const each = (config: JsonObject) => ({
  id: 'each',
  kind: 'forEach' as const,
  config: { items: 'input.items', ...config },
});
const line = (index: number): JsonObject => ({ id: `L-${index}`, label: `Line ${index}`, amount: index });

describe('a list of 5,000', () => {
  const count = 5000;
  const items: JsonValue = Array.from({ length: count }, (_, index) => line(index));

  test('is gone through in order with nothing kept of it in the run, page by page', async () => {
    const nodes: Nodes = [
      start,
      each({ collect: 'vars.it' }),
      set('one', 'item.amount * 2'),
      end('sum(steps.each.output.results)'),
    ];
    const runId = await begin(nodes, edges, { items });
    expect((await look(runId)).output).toEqual({ it: count * (count - 1) });
    const run = await getRun(world.app(), world.ana(), { runId: runId });
    const step = run.steps.find(({ kind }) => kind === 'forEach');
    expect(step?.items).toMatchObject({ count, completed: count, failed: 0 });
    // Both ends are there: where it began, and where it came to.
    expect(run.isTruncated).toBe(true);
    expect([run.steps[0]?.kind, run.steps.at(-1)?.kind]).toEqual(['start', 'end']);
    const page = await listItems(world.app(), world.ana(), {
      runId: runId,
      stepId: step?.id ?? '',
      cursor: 4948,
      limit: 100,
    });
    expect(page.items.map(({ index }) => index)).toEqual(Array.from({ length: 51 }, (_, place) => 4949 + place));
    expect(page.nextCursor).toBeNull();
    // The list is in its rows and, once, in the input: state and frames have forgotten it.
    const [sizes] = await world
      .app()
      .db.transaction({ organisationId: world.organisationId() }, (tx) =>
        tx.query<{ state: number; frames: number }>(
          'SELECT length(state::text)::int AS state, length(frames::text)::int AS frames FROM run WHERE id = $1',
          [runId],
        ),
      );
    expect(sizes?.state).toBeLessThan(2000);
    expect(sizes?.frames).toBeLessThan(2000);
  });

  test('of calls, twenty at a time, writes for each what it would write for the first', async () => {
    const nodes: Nodes = [
      start,
      each({ atOnce: 20, collect: 'steps.one.output.body.n' }),
      http('one', '{"n": item.amount}'),
      end('steps.each.output'),
    ];
    const some = Array.from({ length: 500 }, (_, index) => line(index));
    const runId = await begin(nodes, edges, { items: some });
    const { output } = await look(runId);
    expect(output).toMatchObject({ it: { count: 500, completed: 500, failed: 0 } });
    const { results } = (output as { it: { results: number[] } }).it;
    expect(results).toEqual(some.map((_, index) => index));
  });
});
