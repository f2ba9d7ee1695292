import { readFileSync } from 'node:fs';
import { definitionSchema } from '@switchyard/domain';
import { describe, expect, test } from 'vitest';
import { advance } from '../../src/advance.ts';
import { compileGraph } from '../../src/graph.ts';
import { initialState, isTerminalState, parseRunState } from '../../src/run-state.ts';
import { listHistories, readHistory, sumOf, sumsPath } from './history.ts';
import { scenarios } from './scenarios.ts';

/*
 * Runs that began under an earlier release are still out there, in the middle of their histories. What that release did with
 * an event, every later one must do as well, or a run that is carried on loses or repeats something. So a history is
 * never edited and never recorded anew: a replay that fails says that the engine has to change back, or that the format of the
 * state needs a new version beside the old one.
 */

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe.each(listHistories())('%s', (name) => {
  const history = readHistory(name);
  const graph = compileGraph(definitionSchema.parse(history.definition));

  test('is carried on as it was recorded, event by event from what was stored', () => {
    let stored: unknown = initialState();
    for (const { event, state, commands } of history.entries) {
      const next = advance(graph, parseRunState(stored), event);
      expect(plain(next)).toEqual({ state, commands });
      stored = state;
    }
    expect(isTerminalState(parseRunState(stored))).toBe(true);
  });
});

test('no recorded history was edited or taken away', () => {
  const sums = readFileSync(sumsPath, 'utf8').trimEnd().split('\n');
  expect(sums).toEqual(listHistories().map((name) => `${sumOf(name)}  ${name}.json`));
});

test('every construct that has a scenario has its history', () => {
  expect(listHistories()).toEqual(expect.arrayContaining(scenarios.map(({ name }) => name)));
});
