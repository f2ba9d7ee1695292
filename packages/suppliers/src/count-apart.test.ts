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

test('words without end are counted as fast as others, and hardly otherwise', async () => {
  for (const run of ['x', '世', ' ', '!', '🙂']) {
    const once = await countHere(run.repeat(40));
    const counted = await countHere(run.repeat(60_000));
    expect(counted / (once * 1500)).toBeGreaterThan(0.3);
    expect(counted / (once * 1500)).toBeLessThan(1.1);
  }
});

test('a text of words is counted as if in one piece', async () => {
  const sentence = 'The invoice of 4,711 € was paid; nobody’s budget minded.\n';
  expect(await countHere(sentence.repeat(500))).toBe((await countHere(sentence)) * 500);
});
