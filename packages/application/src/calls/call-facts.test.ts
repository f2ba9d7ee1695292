import { expect, test } from 'vitest';
import { wordsOf } from './call-facts.ts';

test('what is written without spaces is words, and what is written in the letters of base64 alone a file', () => {
  const words = '请问上周的收据里有什么内容呢？'.repeat(500);
  expect(wordsOf({ messages: [{ role: 'user', content: words }] })).toContain(words);
  const bytes = Buffer.alloc(9000, 7).toString('base64');
  expect(wordsOf({ url: `data:image/png;base64,${bytes}`, text: 'Look.' })).toBe('\nLook.');
});
