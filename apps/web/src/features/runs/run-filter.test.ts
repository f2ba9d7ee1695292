import { describe, expect, test } from 'vitest';
import { noRunFilter, toCancelQuery, toRunQuery } from './run-filter.ts';

const now = Date.parse('2026-11-22T13:47:31Z');

describe('the filter of runs', () => {
  test('asks for everything when nothing is chosen', () => {
    expect(toRunQuery(noRunFilter, now)).toEqual({});
  });

  test('takes days of the viewer, the last one included, and instants as they are', () => {
    const { from, to } = toRunQuery({ ...noRunFilter, started: 'between', from: '2026-11-20', to: '2026-11-20' }, now);
    expect(new Date(from ?? '').getHours()).toBe(0);
    expect(new Date(to ?? '').getDate()).toBe(21);
    const instant = '2026-11-20T00:00:00Z';
    expect(toRunQuery({ ...noRunFilter, from: instant }, now)).toEqual({ from: instant });
  });

  test('counts back from the viewer’s clock, the same for some minutes', () => {
    const last = (at: number) => toRunQuery({ ...noRunFilter, started: '24h' }, at).from;
    expect(last(now)).toBe('2026-11-21T13:40:00.000Z');
    expect(last(now + 60_000)).toBe(last(now));
    const today = new Date(toRunQuery({ ...noRunFilter, started: 'today' }, now).from ?? '');
    expect([today.getHours(), today.getMinutes()]).toEqual([0, 0]);
    expect(today.getDate()).toBe(new Date(now).getDate());
  });

  test('leaves what is no time to the server, which says so', () => {
    expect(toRunQuery({ ...noRunFilter, from: 'banana' }, now)).toEqual({ from: 'banana' });
    expect(toRunQuery({ ...noRunFilter, to: '2026-99-99' }, now)).toEqual({ to: '2026-99-99' });
  });

  test('cancels by what has not ended, and not without any filter', () => {
    expect(toCancelQuery(noRunFilter, now)).toBeNull();
    expect(toCancelQuery({ ...noRunFilter, status: 'completed', workflow: 'a' }, now)).toBeNull();
    expect(toCancelQuery({ ...noRunFilter, workflow: 'a', ended: true }, now)).toBeNull();
    expect(toCancelQuery({ ...noRunFilter, workflow: 'a', version: 2 }, now)).toEqual({
      workflowSlug: 'a',
      versionNumber: 2,
    });
    expect(toCancelQuery({ ...noRunFilter, status: 'paused' }, now)).toEqual({ status: 'paused' });
  });
});
