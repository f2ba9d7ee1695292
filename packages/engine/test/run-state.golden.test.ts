import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { advance } from '../src/advance.ts';
import { compileGraph } from '../src/graph.ts';
import { parseRunState } from '../src/run-state.ts';
import { buildDefinition } from './definition-builder.ts';

const graph = compileGraph(
  buildDefinition({ start: 'start', split: 'parallelSplit', a: 'task', b: 'http', join: 'join', done: 'end' }, [
    'start>split',
    'split>a',
    'split>b',
    'a>join',
    'b>join',
    'join>done',
  ]),
);

test('a state stored by the first release goes on where it stood', () => {
  const stored: unknown = JSON.parse(readFileSync(new URL('./fixtures/run-state-v1.json', import.meta.url), 'utf8'));
  const state = parseRunState(stored);
  const { commands } = advance(graph, state, { type: 'node_completed', tokenId: 4, port: 'out', edgeIds: ['b>join'] });
  expect(commands).toEqual([{ type: 'execute_inline', tokenId: 5, nodeId: 'join' }]);
});
