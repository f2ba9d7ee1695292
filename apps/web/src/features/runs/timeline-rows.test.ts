import { describe, expect, test } from 'vitest';
import { listTimelineEntries } from './timeline-entries.ts';
import { findSteps, listTimelineRows, splitRows } from './timeline-rows.ts';

const step = (ordinal: number, container: number | null = null, round: number | null = null) => ({
  id: `s${ordinal}`,
  nodeId: `n${ordinal}`,
  name: `Step ${ordinal}`,
  kind: container === null && ordinal === 1 ? 'forEach' : 'set',
  ordinal,
  status: ordinal === 5 ? ('failed' as const) : ('completed' as const),
  waitingReason: null,
  error: ordinal === 5 ? { message: 'The ERP refused it.' } : null,
  container,
  round,
});
const list = [step(1), ...Array.from({ length: 6 }, (_, item) => step(item + 2, 1, item)), step(8)];
const rowsOf = (choices: Partial<Parameters<typeof listTimelineRows>[1]>) =>
  listTimelineRows(listTimelineEntries(list), { chosen: new Map(), selectedId: undefined, ...choices }).map(
    ({ key }) => key,
  );
const rounds = ['1.0', '1.1', '1.2', '1.3', '1.4', '1.5'];

describe('the lines of a timeline', () => {
  test('of many items are their heads, and what is inside those that failed', () => {
    expect(rowsOf({})).toEqual(['s1', '1.0', '1.1', '1.2', '1.3', 's5', '1.4', '1.5', 's8']);
  });

  test('are those of an item that somebody opened, not of one they closed', () => {
    const chosen = new Map([
      ['1.0', true],
      ['1.3', false],
    ]);
    expect(rowsOf({ chosen })).toEqual(['s1', '1.0', 's2', ...rounds.slice(1), 's8']);
  });

  test('hold the selected step, whatever is closed', () => {
    expect(rowsOf({ chosen: new Map([['1.3', false]]), selectedId: 's5' })).toContain('s5');
  });
});

test('parts hold every line once, in order', () => {
  expect(splitRows([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
  expect(splitRows([], 2)).toEqual([]);
});

describe('steps are found', () => {
  const find = (query: string) => findSteps(list, query, (status) => status).map(({ id }) => id);

  test('by name, node, state and what went wrong, in any order of words', () => {
    expect(find('STEP 4')).toEqual(['s4']);
    expect(find('n8')).toEqual(['s8']);
    expect(find('erp failed')).toEqual(['s5']);
    expect(find('nothing like it')).toEqual([]);
  });

  test('all of them when nothing is asked', () => {
    expect(find('  ')).toHaveLength(list.length);
  });
});
