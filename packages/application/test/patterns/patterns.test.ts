import { lintDefinition } from '@switchyard/definition';
import { draftDefinitionSchema } from '@switchyard/domain';
import { describe, expect, test } from 'vitest';
import { readPatterns, type Scenario, slugOf } from './pattern.ts';
import { PureWorld } from './pure-world.ts';

const patterns = readPatterns();

describe.each(patterns.map((each) => [`${slugOf(each)} ${each.name}`, each] as const))('%s', (_name, pattern) => {
  const { definition, others } = pattern;
  const definitions = new Map([[slugOf(pattern), definition], ...Object.entries(others)]);

  test('can be published', () => {
    for (const each of definitions.values())
      expect(lintDefinition(draftDefinitionSchema.parse(each)).filter(({ severity }) => severity === 'error')).toEqual(
        [],
      );
  });

  test.each(pattern.scenarios.map((each): [string, Scenario] => [each.says, each]))('%s', (_says, scenario) => {
    const world = new PureWorld(definitions);
    const run = world.start(slugOf(pattern), scenario.input);
    for (const act of scenario.acts) {
      if ('waiting' in act) expect(run.waiting()).toEqual(act.waiting);
      else world.act(run, act);
    }
    expect(run.nodeIds('completed')).toEqual(scenario.trace);
    expect(run.nodeIds('withdrawn')).toEqual(scenario.withdrawn);
    expect(run.status).toBe(scenario.status);
  });
});
