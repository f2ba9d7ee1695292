import { expect, test } from 'vitest';
import { returnPath } from './return-path.ts';

test('a path of ours is kept', () => {
  expect(returnPath('/inbox/7?tab=sources#top')).toBe('/inbox/7?tab=sources#top');
});

test.each([
  '//evil.example',
  '/\\evil.example',
  'https://evil.example',
  'javascript:alert(1)',
  '/\t/evil.example',
  ['/a'],
  undefined,
])('nobody is sent elsewhere after signing in: %j', (next) => {
  expect(returnPath(next)).toBe('/');
});
