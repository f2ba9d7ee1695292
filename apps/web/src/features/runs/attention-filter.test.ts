import { describe, expect, test } from 'vitest';
import { noFilter, toQuery } from './attention-filter.ts';

describe('the filter of what needs somebody', () => {
  test('asks for everything when nothing is chosen', () => {
    expect(toQuery(noFilter)).toEqual({});
  });

  test('takes whole days, the last one included', () => {
    const { from, to } = toQuery({ ...noFilter, from: '2026-11-20', to: '2026-11-20' }) as { from: string; to: string };
    const hours = (Date.parse(to) - Date.parse(from)) / 3_600_000;
    expect(hours).toBeGreaterThanOrEqual(23);
    expect(hours).toBeLessThanOrEqual(25);
  });

  test('leaves out a date that is none', () => {
    expect(toQuery({ ...noFilter, from: 'yesterday', kind: 'held' })).toEqual({ kind: 'held' });
  });
});
