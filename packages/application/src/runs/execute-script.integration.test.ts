import { expect, test } from 'vitest';
import { lintScripts } from '../workflows/lint-scripts.ts';
import { controlFlowWorld, type Edges, end, type Nodes, set, start } from './control-flow.fixture.ts';

const world = controlFlowWorld();
const { begin, look } = world;

const edges: Edges = [
  ['start', 'work'],
  ['work', 'end'],
];
const process = (code: string, config: object = {}): Nodes => [
  start,
  set('caught', '1'),
  { id: 'work', kind: 'script', config: { code, input: [{ name: 'amounts', value: '[1, 2, 3]' }], ...config } },
  end('steps.work.output'),
  { id: 'done', kind: 'end', config: {} },
];

test('a script is given its input and its output goes on', async () => {
  const code = 'export const main = ({ amounts }) => ({ total: amounts.reduce((sum, each) => sum + each, 0) });';
  expect((await look(await begin(process(code), edges))).output).toEqual({ it: { total: 6 } });
});

test('a script that throws fails its step with line and column, and its failure is caught like any other', async () => {
  const code = 'export const main = () => {\n  throw new Error("No amounts");\n};';
  const failed = await look(await begin(process(code), edges));
  expect(failed).toMatchObject({ status: 'failed', error: { code: 'invalid_expression' } });
  expect(failed.error?.message).toMatch(/“work”: The script failed: No amounts \(line 2, column \d+\)/);
  const caught = await look(await begin(process(code), [...edges, ['work', 'caught', 'failed'], ['caught', 'done']]));
  expect(caught.status).toBe('completed');
});

test('a script that never ends fails its step and not its worker', async () => {
  const run = await look(await begin(process('export const main = () => { for (;;); };', { timeoutMs: 50 }), edges));
  expect(run).toMatchObject({ status: 'failed', error: { code: 'limit_exceeded' } });
});

test('code that cannot be read is a problem of the draft', async () => {
  const problemsOf = (code: string) =>
    lintScripts(world.app(), {
      v: 1,
      nodes: [{ id: 'work', kind: 'script', name: 'Work', position: { x: 0, y: 0 }, config: { code } }],
      edges: [],
    });
  expect(await problemsOf('export const main = (input) => input;')).toEqual([]);
  expect(await problemsOf('export const main = (input) => {\n  return (1;\n};')).toEqual([
    expect.objectContaining({ rule: 'script-syntax', nodeId: 'work', path: 'code', severity: 'error' }),
  ]);
});
