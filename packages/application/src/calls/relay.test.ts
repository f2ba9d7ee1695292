import { expect, test } from 'vitest';
import { createSameRelay, createTranslatingRelay, type Relay } from './relay.ts';

const chunk = (delta: object, finish: string | null = null): string =>
  `data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
const usage = `data: ${JSON.stringify({ id: 'c1', choices: [], usage: { prompt_tokens: 20, completion_tokens: 10 } })}\n\n`;
const stream = [
  ...[chunk({ role: 'assistant', content: 'Grüße, ' }), chunk({ content: '世界 👩‍🚀' }), chunk({}, 'stop'), usage],
  'data: [DONE]\n\n',
].join('');

/** What reaches the client of the first `length` bytes, with the gateway's comment where it stands. */
const cutAt = (relay: Relay, bytes: Buffer, length: number): string => {
  const text = relay.push(bytes.subarray(0, length));
  const tail = relay.finish();
  return relay.collector.hasStopped() ? `${text}: switchyard\n\n${tail}` : text;
};

const dataOf = (text: string): string[] =>
  text
    .split(/\r\n\r\n|\n\n|\r\r/)
    .map((event) => event.split(/\r\n|\n|\r/).filter((line) => line.startsWith('data: ')))
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => line.slice('data: '.length)).join('\n'));

const as = { id: 'r', model: 'm', createdAt: 1, includesUsage: true };

test.each(['\n', '\r\n', '\r'])(
  'a stream with line ends %j, cut at any byte, is well-formed as far as it goes',
  (end) => {
    const bytes = Buffer.from(stream.replaceAll('\n', end));
    for (let length = 0; length <= bytes.length; length += 1) {
      const same = createSameRelay('chat', false);
      const translating = createTranslatingRelay('chat', 'messages', as);
      for (const relay of [same, translating]) {
        const events = dataOf(cutAt(relay, bytes, length));
        for (const data of events) if (data !== '[DONE]') expect(JSON.parse(data), `${length}`).toBeTypeOf('object');
        expect(relay.collector.error(), `${length}`).toBeNull();
        if (relay.collector.hasStopped()) expect(events.at(-1)).toMatch(/^\[DONE\]$|"message_stop"/);
      }
      const hasStopped = length >= bytes.indexOf('"finish_reason":"stop"') + '"finish_reason":"stop"}]}'.length;
      expect(same.collector.hasStopped(), `${length}`).toBe(hasStopped);
    }
  },
);
