import { permissions } from '@switchyard/access';
import { describe, expect, test } from 'vitest';
import { isCurrentItem, navGroups, visibleNavGroups } from './nav-items.ts';

const items = navGroups.flat();
const known: ReadonlySet<string> = new Set(permissions);

describe('the rail', () => {
  test('shows nothing that a person may not use', () => {
    const shown = visibleNavGroups(new Set(['runs.read'])).flat();
    expect(shown.map(({ key }) => key)).toEqual(['home', 'runs', 'settings']);
  });
  test('asks only for permissions that exist', () => {
    for (const { permission } of items) expect(permission === undefined || known.has(permission)).toBe(true);
  });
  test('has a different `g` key for every place', () => {
    const keys = items.flatMap(({ goKey }) => goKey ?? []);
    expect(new Set(keys).size).toBe(keys.length);
  });
  test.each([
    ['/runs/1', 'runs', true],
    ['/runsheet', 'runs', false],
    ['/inbox', 'home', false],
  ])('at %s the item %s is current: %s', (path, key, isCurrent) => {
    const item = items.find((each) => each.key === key);
    expect(item && isCurrentItem(item, path)).toBe(isCurrent);
  });
});
