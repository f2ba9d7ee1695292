import { describe, expect, test } from 'vitest';
import { lintDefinition } from './lint-definition.ts';

const position = { x: 0, y: 0 };

/** start → a wait of `config` → end. */
const waiting = (config: object, trigger?: object) => ({
  v: 1 as const,
  nodes: [
    {
      id: 'start',
      kind: 'start' as const,
      name: 'Start',
      position,
      config: trigger ? { triggers: [{ type: 'schedule', timeZone: 'Europe/Paris', input: {}, ...trigger }] } : {},
    },
    { id: 'hold', kind: 'wait' as const, name: 'Hold', position, config: { ...config } },
    { id: 'end', kind: 'end' as const, name: 'End', position, config: {} },
  ],
  edges: [
    { id: 'e1', from: 'start', to: 'hold', port: 'out', isOtherwise: false },
    { id: 'e2', from: 'hold', to: 'end', port: 'out', isOtherwise: false },
  ],
});

const rulesOf = (draft: ReturnType<typeof waiting>, calendars = [{ slug: 'london' }]) =>
  lintDefinition(draft, { calendars }).map(({ rule, severity }) => `${severity} ${rule}`);

describe('business calendars', () => {
  test('that exist are fine, others forbid publishing, and unknown ones are not checked without a list', () => {
    expect(rulesOf(waiting({ for: 'P1D', calendar: 'london' }))).toEqual([]);
    expect(rulesOf(waiting({ for: 'P1D', calendar: 'paris' }))).toEqual(['error unknown-calendar']);
    expect(lintDefinition(waiting({ for: 'P1D', calendar: 'paris' }))).toEqual([]);
  });

  test('are looked for on the border of a step too', () => {
    const draft = waiting({ for: 'P1D' });
    const late = { id: 'late', on: 'timer' as const, after: 'PT8H', calendar: 'paris', isInterrupting: true };
    const nodes = draft.nodes.map((node) => (node.id === 'hold' ? { ...node, boundary: [late] } : node));
    const edges = [...draft.edges, { id: 'e3', from: 'hold', to: 'end', port: 'late', isOtherwise: false }];
    const problems = lintDefinition({ ...draft, nodes, edges }, { calendars: [{ slug: 'london' }] });
    expect(problems.map(({ rule, path }) => `${rule} ${path}`)).toContain('unknown-calendar boundary[0].calendar');
  });

  test('with nothing to count are pointed out', () => {
    expect(rulesOf(waiting({ until: '"2049-01-01"', calendar: 'london' }))).toEqual(['warning calendar-unused']);
  });
});

test('a wait that ends after the year 9999 forbids publishing; thousands of years do not', () => {
  expect(rulesOf(waiting({ for: 'P9999999D' }))).toEqual(['error duration-too-long']);
  expect(rulesOf(waiting({ for: 'P1000000D' }))).toEqual([]);
});

describe('a schedule', () => {
  test.each([
    ['0 0 31 2 *', 'there is no such day'],
    ['61 * * * *', 'its minute is not understood'],
  ])('%s forbids publishing', (cron, message) => {
    const problems = lintDefinition(waiting({ for: 'P1D' }, { cron }));
    expect(problems).toEqual([expect.objectContaining({ rule: 'cron', severity: 'error' })]);
    expect(problems[0]?.message).toContain(message);
  });

  test('may say what becomes of missed ticks, and nothing else than the three policies', () => {
    expect(lintDefinition(waiting({ for: 'P1D' }, { cron: '0 8 29 2 *', missed: 'all' }))).toEqual([]);
    expect(lintDefinition(waiting({ for: 'P1D' }, { cron: '0 8 * * *', missed: 'some' }))).toHaveLength(1);
  });
});
