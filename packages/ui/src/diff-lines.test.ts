import { describe, expect, test } from 'vitest';
import { diffLines } from './diff-lines.ts';

const side = (before: string, after: string, dropped: 'added' | 'removed') =>
  diffLines(before, after)
    .filter(({ kind }) => kind !== dropped)
    .map(({ text }) => text)
    .join('\n');

const samples: [string, string][] = [
  ['', 'a'],
  ['a\nb\nc', 'a\nc'],
  ['a\nb', 'b\na\nb\nb'],
  ['x\ny\nz', 'p\nq'],
  ['same\nlines', 'same\nlines'],
];

describe('a diff', () => {
  test.each(samples)('of %j and %j contains both texts whole', (before, after) => {
    expect(side(before, after, 'added')).toBe(before);
    expect(side(before, after, 'removed')).toBe(after);
  });

  test('changes only what changed', () => {
    expect(diffLines('a\nb\nc', 'a\nB\nc').map(({ kind }) => kind)).toEqual(['same', 'removed', 'added', 'same']);
  });

  test('of two very large different texts is answered at once', () => {
    const before = Array.from({ length: 5000 }, (_, index) => `a${index}`).join('\n');
    const after = Array.from({ length: 5000 }, (_, index) => `b${index}`).join('\n');
    expect(side(before, after, 'added')).toBe(before);
    expect(side(before, after, 'removed')).toBe(after);
  });
});
