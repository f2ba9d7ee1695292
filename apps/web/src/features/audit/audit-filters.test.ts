import { expect, test } from 'vitest';
import { dayBefore, eventWord, isFiltered, noFilter, toAuditFilter } from './audit-filters.ts';

test('an empty URL asks for everything', () => {
  expect(toAuditFilter(noFilter)).toEqual({});
  expect(isFiltered(noFilter)).toBe(false);
});

test('the last day counts whole, and what is no day is left out', () => {
  const filter = toAuditFilter({ ...noFilter, from: '2026-11-20', to: '2026-11-20' });
  expect(Date.parse(filter.to ?? '') - Date.parse(filter.from ?? '')).toBe(24 * 3_600_000);
  expect(toAuditFilter({ ...noFilter, from: 'yesterday', to: '2026-99-99' })).toEqual({});
});

test('days are counted in the viewer’s zone', () => {
  expect(dayBefore(new Date(2026, 2, 1, 0, 30), 1)).toBe('2026-02-28');
});

test('event names read as words', () => {
  expect(eventWord('member.role-changed')).toBe('Role changed');
  expect(eventWord('api-key')).toBe('Api key');
});
