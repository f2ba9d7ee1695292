import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toFactWord, toSearchWords } from './inbox-search.ts';

test('a search is its words; what is beyond the eighth stays together', () => {
  expect(toSearchWords('  Acme   17\n')).toEqual(['Acme', '17']);
  expect(toSearchWords('a b c d e f g h')).toHaveLength(8);
  expect(toSearchWords('a b c d e f g h i')).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h i']);
});

test('whatever is typed becomes at most eight words that a database can take', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const words = toSearchWords(text);
      expect(words.length).toBeLessThanOrEqual(8);
      for (const word of words) {
        expect(word).not.toBe('');
        expect(word.isWellFormed()).toBe(true);
        expect(word).not.toMatch(/\p{Cc}/u);
      }
    }),
  );
});

test('in facts a word is looked for as JSON writes it, a number as it is kept, and bare signs not at all', () => {
  expect(toFactWord('"Old"')).toBe('\\"Old\\"');
  expect(toFactWord('4,711.50')).toBe('4711.50');
  expect(toFactWord('4,71')).toBe('4,71');
  expect(toFactWord('","')).toBeNull();
});
