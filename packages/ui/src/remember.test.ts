import { expect, test } from 'vitest';
import { remember } from './remember.ts';

test('each answer is worked out once, and what is kept does not grow for ever', () => {
  const made: string[] = [];
  const shout = remember((word) => {
    made.push(word);
    return word.toUpperCase();
  });
  expect([shout('a'), shout('b'), shout('a')]).toEqual(['A', 'B', 'A']);
  expect(made).toEqual(['a', 'b']);
  for (let at = 0; at < 5000; at += 1) shout(String(at));
  expect(shout('a')).toBe('A');
  expect(made.filter((word) => word === 'a')).toHaveLength(2);
});
