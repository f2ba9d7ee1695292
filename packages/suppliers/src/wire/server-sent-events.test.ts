import { describe, expect, it } from 'vitest';
import { createEventSplitter } from './server-sent-events.ts';

const split = (text: string, size: number): (string | null)[] => {
  const splitter = createEventSplitter();
  const bytes = Buffer.from(text);
  const data: (string | null)[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    for (const event of splitter.push(bytes.subarray(at, at + size))) data.push(event.data);
  }
  for (const event of splitter.rest()) data.push(event.data);
  return data.filter((each) => each !== null);
};

const ends = ['\n', '\r\n', '\r'];
const mixes = ends.flatMap((one) => ends.map((other) => one + other)).filter((mix) => mix !== '\r\n');

describe('the splitter of events', () => {
  it.each([...mixes, '\n\n\n', '\r\n\r\n\r\n'])('knows the empty line %j in pieces of any size', (border) => {
    const text = `data: Grüße${border}event: e\ndata: 世界 👩‍🚀${border}data: end${border}`;
    for (const size of [1, 2, 3, 4, 5, 7, 1000]) expect(split(text, size)).toEqual(['Grüße', '世界 👩‍🚀', 'end']);
  });

  it('gives an event as soon as its empty line has come', () => {
    for (const border of ['\n\n', '\r\n\r\n', '\r\r']) {
      expect(createEventSplitter().push(Buffer.from(`data: a${border}`))).toHaveLength(1);
    }
  });

  it('reads an event of many small pieces once', () => {
    const text = `data: ${'a'.repeat(2_000_000)}\n\n`;
    expect(split(text, 20)).toEqual(['a'.repeat(2_000_000)]);
  });

  it('refuses an event without end', () => {
    const splitter = createEventSplitter();
    const piece = Buffer.alloc(65_536, 0x61);
    expect(() => Array.from({ length: 70 }, () => splitter.push(piece))).toThrow('without end');
  });
});
