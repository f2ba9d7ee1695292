import { expect, test } from 'vitest';
import { createWireCollector } from './wire-event.ts';

test('what comes letter by letter is gathered whole', () => {
  const collector = createWireCollector();
  const letters = [...'Grüße '.repeat(1000)];
  for (const text of letters) collector.add({ kind: 'thought', text });
  for (const text of letters) collector.add({ kind: 'text', text });
  expect(collector.reply().text).toBe('Grüße '.repeat(1000));
  expect(collector.written()).toContain(`${'Grüße '.repeat(1000)}\n`);
  expect(collector.writtenChars()).toBe(letters.length * 2);
});

test('an answer longer than any is known, and one with more calls than any', () => {
  const long = createWireCollector();
  const many = createWireCollector();
  const text = 'x'.repeat(1_000_000);
  for (let index = 0; index < 16; index += 1) long.add({ kind: 'text', text });
  for (let index = 0; index < 10_000; index += 1) many.add({ kind: 'call', index, id: `t${index}`, name: 'f' });
  expect([long.isEndless(), many.isEndless()]).toEqual([false, false]);
  long.add({ kind: 'thought', text: 'x' });
  many.add({ kind: 'call', index: 10_000, id: 't', name: 'f' });
  expect([long.isEndless(), many.isEndless()]).toEqual([true, true]);
});
