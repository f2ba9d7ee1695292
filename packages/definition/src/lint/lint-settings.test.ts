import type { DraftDefinition } from '@switchyard/domain';
import { expect, it } from 'vitest';
import { lintDefinition } from './lint-definition.ts';

const problemsOf = (key: string): string[] => {
  const draft: DraftDefinition = {
    v: 1,
    nodes: [],
    edges: [],
    settings: { runs: { atOnce: 1, whenFull: 'queue', key } },
  };
  return lintDefinition(draft).flatMap(({ path, rule }) => (path === 'settings.runs.key' ? [rule] : []));
};

it('takes a key that reads what a run has before its first step, and no other', () => {
  expect(problemsOf('input.customer')).toEqual([]);
  expect(problemsOf('input.customer + ')).toEqual(['expression']);
  expect(problemsOf('steps.check.output.customer')).toEqual(['late-run-key']);
  expect(problemsOf('vars.customer')).toEqual(['late-run-key']);
});
