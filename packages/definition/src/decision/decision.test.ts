import { type DefinitionEdge, edgeSchema, nodeConfigSchemas } from '@switchyard/domain';
import { describe, expect, test } from 'vitest';
import { chooseEdges } from './choose-edges.ts';
import { evaluateAssignments, evaluateFields } from './evaluate-assignments.ts';
import { evaluateDecisionTable } from './evaluate-decision-table.ts';

const edge = (id: string, more: Partial<DefinitionEdge> = {}): DefinitionEdge =>
  edgeSchema.parse({ id, from: 'a', to: id, ...more });
const decision = { id: 'a', kind: 'decision', name: 'How much?' } as const;
const split = { id: 'a', kind: 'parallelSplit', name: 'Both' } as const;
const high = edge('high', { condition: 'input.total > 100' });
const low = edge('low', { condition: 'input.total < 10' });
const otherwise = edge('otherwise', { isOtherwise: true });

const taken = (node: Parameters<typeof chooseEdges>[0], edges: DefinitionEdge[], total: number) => {
  const chosen = chooseEdges(node, 'out', edges, { input: { total } });
  return chosen.ok ? chosen.value.map(({ id }) => id) : chosen.error.message;
};

describe('the way out of a node', () => {
  test('a decision takes the first path whose condition is true', () => {
    expect(taken(decision, [otherwise, low, high], 200)).toEqual(['high']);
    expect(taken(decision, [high, edge('all'), low], 5)).toEqual(['all']);
  });
  test('the otherwise path is taken when nothing else is', () => {
    expect(taken(decision, [otherwise, low, high], 50)).toEqual(['otherwise']);
  });
  test('without a path the message says what to do', () => {
    expect(taken(decision, [low, high], 50)).toBe(
      'No path leaves “How much?”: none of the 2 conditions is true and there is no “otherwise” path. Add one.',
    );
    expect(taken(decision, [], 50)).toMatch(/Draw one/);
  });
  test('a split takes every path that has no condition or a true one', () => {
    expect(taken(split, [edge('x'), high, low, otherwise], 200)).toEqual(['x', 'high']);
    expect(taken(split, [low, otherwise], 200)).toEqual(['otherwise']);
  });
});

const table = (hitPolicy: string) =>
  nodeConfigSchemas.decisionTable.parse({
    inputs: [
      { label: 'Total', value: 'input.total' },
      { label: 'Known', value: 'input.isKnown' },
    ],
    outputs: ['approvers', 'why'],
    rules: [
      { when: ['value > 1000', ''], output: ['2', '"large " + text(input.total)'] },
      { when: ['', 'value == false'], output: ['1', '"unknown vendor"'] },
      { when: ['value <= 100', 'value'], output: ['0', '"small"'] },
    ],
    hitPolicy,
  });

describe('decision table', () => {
  const decide = (hitPolicy: string, total: number, isKnown: boolean) =>
    evaluateDecisionTable(table(hitPolicy), { input: { total, isKnown } });

  test('first: the topmost match gives the outputs', () => {
    expect(decide('first', 2000, false)).toEqual({
      ok: true,
      value: { output: { approvers: 2, why: 'large 2000' }, matchedRules: [0] },
    });
  });
  test('unique: two matches are a problem that names the rules', () => {
    expect(decide('unique', 2000, false)).toMatchObject({
      error: { code: 'several_rules', message: expect.stringContaining('Rules 1, 2 all match Total = 2000') },
    });
    expect(decide('unique', 50, true)).toMatchObject({ value: { output: { approvers: 0 } } });
  });
  test('collect: every match, or none', () => {
    expect(decide('collect', 2000, false)).toMatchObject({ value: { matchedRules: [0, 1] } });
    expect(decide('collect', 500, true)).toEqual({ ok: true, value: { output: { matches: [] }, matchedRules: [] } });
  });
  test('no match is a problem that shows the inputs', () => {
    expect(decide('first', 500, true)).toMatchObject({
      error: { code: 'no_rule', message: expect.stringContaining('Total = 500, Known = true') },
    });
  });
});

test('a set node writes in order, and later values see earlier ones', () => {
  const assignments = [
    { name: 'net', value: 'input.total / 2' },
    { name: 'double', value: 'vars.net * 4 + vars.base' },
  ];
  expect(evaluateAssignments(assignments, { input: { total: 10 }, vars: { base: 1 } })).toEqual({ net: 5, double: 21 });
});

test('fields do not see each other', () => {
  expect(() =>
    evaluateFields(
      [
        { name: 'a', value: '1' },
        { name: 'b', value: 'vars.a' },
      ],
      { vars: {} },
    ),
  ).toThrowError(/“vars.a” does not exist/);
});
