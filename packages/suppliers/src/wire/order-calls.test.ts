import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCallOrder } from './order-calls.ts';
import { createWireCollector, type WireEvent } from './wire-event.ts';
import { wireFormats } from './wire-formats.ts';

const call = (index: number): WireEvent => ({ kind: 'call', index, id: `c${index}`, name: `tool_${index}` });
const args = (index: number, json: string): WireEvent => ({ kind: 'arguments', index, json });

/** The pieces of several calls, in any order that keeps the order of each. */
const shuffled: fc.Arbitrary<WireEvent[]> = fc
  .array(fc.array(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 })
  .chain((calls) =>
    fc.infiniteStream(fc.nat(99)).map((picks) => {
      const open = calls.map((pieces, index) => [call(index), ...pieces.map((piece) => args(index, piece))]);
      const events: WireEvent[] = [];
      while (open.some((each) => each.length > 0)) {
        const left = open.filter((each) => each.length > 0);
        const next = left[(picks.next().value ?? 0) % left.length]?.shift();
        if (next) events.push(next);
      }
      return events;
    }),
  );

test('calls that a server writes at once arrive whole in a format that has room for one after the other', () => {
  fc.assert(
    fc.property(shuffled, (events) => {
      const told = createWireCollector();
      const order = createCallOrder();
      const writer = wireFormats.messages.createWriter({ id: 'r', model: 'm', createdAt: 1, includesUsage: true });
      const read = wireFormats.messages.createEventReader();
      const arrived = createWireCollector();
      const pass = (text: string) => {
        for (const frame of text.split('\n\n')) {
          const data = /^data: (.*)$/m.exec(frame)?.[1];
          if (data !== undefined) for (const event of read(JSON.parse(data))) arrived.add(event);
        }
      };
      pass(writer.open());
      for (const event of [...events, { kind: 'stop', reason: 'calls' } as const]) {
        told.add(event);
        for (const each of order(event)) pass(writer.write(each));
      }
      pass(writer.close(told.reply()));
      const byId = (reply: ReturnType<typeof told.reply>) => new Map(reply.calls.map((each) => [each.id, each]));
      expect(byId(arrived.reply())).toEqual(byId(told.reply()));
    }),
  );
});

test('a server that says with each piece whose call it is loses nothing of it', () => {
  const collector = createWireCollector();
  for (const event of [call(0), args(0, '{"a":'), call(0), args(0, '1}')]) collector.add(event);
  expect(collector.reply().calls).toEqual([{ id: 'c0', name: 'tool_0', json: '{"a":1}' }]);
});

test('an index of any size costs no time', () => {
  const collector = createWireCollector();
  for (const index of [4_294_967_290, Number.MAX_SAFE_INTEGER, 3]) collector.add(call(index));
  const calls = Array.from({ length: 1000 }, () => collector.reply().calls).at(-1);
  expect(calls?.map(({ id }) => id)).toEqual(['c3', 'c4294967290', `c${Number.MAX_SAFE_INTEGER}`]);
});

test('a server that says that it has ended where it asks for tools has asked for tools', () => {
  const collector = createWireCollector();
  for (const event of [call(0), args(0, '{}'), { kind: 'stop', reason: 'end' } as const]) collector.add(event);
  expect(collector.reply().stop).toBe('calls');
});

test('names that objects have by themselves are no names of uses or reasons', () => {
  const collector = createWireCollector();
  const body = {
    object: 'response',
    output: [{ type: 'constructor_call' }, { type: 'constructor_call' }, { type: '__proto___call' }],
  };
  for (const event of wireFormats.responses.readReply(body)) collector.add(event);
  expect(Object.entries(collector.billing().uses)).toEqual([
    ['constructor', 2],
    ['__proto__', 1],
  ]);
  const [choice] = wireFormats.chat.readReply({ choices: [{ finish_reason: 'constructor', message: {} }] }).slice(1);
  expect(choice?.kind).toBe('end');
});

test('of several answers at once all that is written counts', () => {
  const collector = createWireCollector();
  const choices = ['one', 'two', 'three'].map((content, index) => ({ index, message: { content } }));
  for (const event of wireFormats.chat.readReply({ choices })) collector.add(event);
  expect(collector.reply().text).toBe('one');
  expect(collector.written()).toContain('three');
  expect(collector.writtenChars()).toBe(11);
});
