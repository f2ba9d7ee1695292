import { expect, test } from 'vitest';
import { countApart } from './count-apart.ts';
import { countHere } from './tokenizer.ts';

test('a thread counts what this one would', async () => {
  const texts = ['', 'An invoice of 4,711 €.', 'Grüße aus 東京 <|endoftext|> 🙂', 'x'.repeat(10_000)];
  expect(await Promise.all(texts.map(countApart))).toEqual(await Promise.all(texts.map(countHere)));
});

test('a text that holds a mark of the vocabulary is counted as it is written', async () => {
  expect(await countHere('<|endoftext|>')).toBeGreaterThan(1);
});
