import { type JsonObject, noTokens } from '@switchyard/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseObject } from './json-access.ts';
import { createEventSplitter, type ServerSentEvent } from './server-sent-events.ts';
import { createWireCollector, type WireReply } from './wire-event.ts';
import { wireFormats } from './wire-formats.ts';
import { type Wire, type WireRequest, type WireTarget, wires } from './wire-request.ts';
import { writeChatRequest } from './write-chat-request.ts';
import { writeMessagesRequest } from './write-messages-request.ts';

const text = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }).filter((value) => value.trim() !== '');
const name = fc.stringMatching(/^[a-z][a-z_]{0,10}$/);
const json = fc.dictionary(name, fc.oneof(text, fc.integer(), fc.boolean())).map((value) => JSON.stringify(value));
const call = fc.record({ id: fc.stringMatching(/^call_[a-z0-9]{4,8}$/), name, json });

const reply: fc.Arbitrary<WireReply> = fc
  .record({
    text,
    calls: fc.uniqueArray(call, { maxLength: 3, selector: ({ id }) => id }),
    isCut: fc.boolean(),
    input: fc.nat(10_000),
    cachedInput: fc.nat(500),
    output: fc.nat(10_000),
  })
  .map(({ text: said, calls, isCut, input, cachedInput, output }) => ({
    id: 'r1',
    model: 'some-model',
    text: said,
    refusal: null,
    calls,
    stop: isCut ? 'length' : calls.length > 0 ? 'calls' : 'end',
    usage: { ...noTokens, input, cachedInput, output },
  }));

const as = { id: 'r1', model: 'some-model', createdAt: 1, includesUsage: true };
const core = ({ text: said, calls, stop, usage }: WireReply) => ({ said, calls, stop, usage });

const readWhole = (wire: Wire, body: JsonObject): WireReply => {
  const collector = createWireCollector();
  for (const event of wireFormats[wire].readReply(body)) collector.add(event);
  return collector.reply();
};

/** The stream of a reply, cut into bytes anywhere, read back. */
const readStream = (wire: Wire, stream: string, sizes: readonly number[]): { reply: WireReply; hasEnded: boolean } => {
  const splitter = createEventSplitter();
  const collector = createWireCollector();
  const read = wireFormats[wire].createEventReader();
  const bytes = Buffer.from(stream);
  const events: ServerSentEvent[] = [];
  let at = 0;
  for (let turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    events.push(...splitter.push(bytes.subarray(at, at + size)));
    at += size;
  }
  events.push(...splitter.rest());
  for (const { data } of events) {
    const body = data === '[DONE]' ? 'done' : parseObject(data ?? '');
    for (const event of body === undefined ? [] : read(body)) collector.add(event);
  }
  return { reply: collector.reply(), hasEnded: collector.hasEnded() };
};

const streamOf = (wire: Wire, given: WireReply): string => {
  const writer = wireFormats[wire].createWriter(as);
  const pieces = given.text.match(/[\s\S]{1,7}/gu) ?? [];
  return [
    writer.open(),
    ...pieces.map((piece) => writer.write({ kind: 'text', text: piece })),
    ...given.calls.flatMap(({ id, name: tool, json: written }, index) => [
      writer.write({ kind: 'call', index, id, name: tool }),
      writer.write({ kind: 'arguments', index, json: written }),
    ]),
    writer.close(given),
  ].join('');
};

describe.each(wires)('%s', (wire) => {
  it('reads back every whole reply that it writes', () => {
    fc.assert(
      fc.property(reply, (given) => {
        expect(core(readWhole(wire, wireFormats[wire].writeReply(given, as)))).toEqual(core(given));
      }),
    );
  });

  it('reads back every stream that it writes, wherever its bytes are cut, and knows its end', () => {
    fc.assert(
      fc.property(reply, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }), (given, sizes) => {
        const read = readStream(wire, streamOf(wire, given), sizes);
        expect(read.hasEnded).toBe(true);
        expect(read.reply.usage).toEqual(given.usage);
        expect(read.reply.stop).toBe(given.stop);
        expect(read.reply.text).toBe(given.text);
        // Calls of a stream of responses are counted only: that format is never translated into another.
        if (wire !== 'responses') expect(read.reply.calls).toEqual(given.calls);
      }),
    );
  });

  it('takes any JSON from a supplier without throwing', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom('choices', 'content', 'type', 'usage', 'delta', 'output', 'error', 'object'),
          fc.jsonValue(),
        ),
        (body) => {
          const read = wireFormats[wire].createEventReader();
          expect(Array.isArray(wireFormats[wire].readReply(body as JsonObject))).toBe(true);
          expect(Array.isArray(read(body as JsonObject))).toBe(true);
        },
      ),
    );
  });
});

const to = (wire: Wire): WireTarget => ({ supplier: 'lab', wire });

const conversation: WireRequest = {
  system: 'Be brief.',
  turns: [
    {
      role: 'user',
      parts: [
        { kind: 'text', text: 'What is on it?' },
        { kind: 'image', url: 'data:image/png;base64,AAAA' },
      ],
    },
    { role: 'assistant', text: 'I look.', calls: [{ id: 'call_1', name: 'look', json: '{"at":"left"}' }] },
    { role: 'tool', callId: 'call_1', text: 'a cat', isError: false },
    { role: 'user', parts: [{ kind: 'text', text: 'And?' }] },
  ],
  tools: [
    {
      name: 'look',
      description: 'Looks',
      schema: { type: 'object', properties: { at: { type: 'string' } } },
      isStrict: null,
    },
  ],
  toolChoice: { name: 'look' },
  allowsParallelCalls: false,
  outputTokensMax: 300,
  temperature: 0.5,
  topP: 0.9,
  stop: ['END'],
  format: { name: 'answer', schema: { type: 'object', properties: {} }, isStrict: true },
  effort: 'low',
  isStream: true,
};

describe('requests', () => {
  it('come back from each format in which suppliers are asked as they went there', () => {
    const chat = writeChatRequest(conversation, 'm', 'max_tokens');
    expect(wireFormats.chat.readRequest(chat, to('messages'))).toEqual(conversation);
    const messages = writeMessagesRequest(conversation, 'm', to('messages'));
    expect(wireFormats.messages.readRequest(messages, to('chat'))).toEqual(conversation);
  });

  it.each<[Wire, JsonObject, string]>([
    [
      'chat',
      { messages: [{ role: 'user', content: [{ type: 'input_audio', input_audio: {} }] }] },
      'Content of type “input_audio”',
    ],
    ['chat', { messages: [{ role: 'user', content: 'x' }], logprobs: true }, '“logprobs”'],
    ['chat', { messages: [{ role: 'user', content: 'x' }], n: 2 }, '“n” above 1'],
    ['responses', { input: 'x', previous_response_id: 'resp_1' }, '“previous_response_id”'],
    ['responses', { input: 'x', tools: [{ type: 'web_search' }] }, 'A tool of type “web_search”'],
    ['responses', { input: [{ type: 'item_reference', id: 'x' }] }, 'An input item of type “item_reference”'],
    [
      'messages',
      { max_tokens: 5, messages: [{ role: 'user', content: [{ type: 'document' }] }] },
      'A block of type “document”',
    ],
    ['messages', { max_tokens: 5, messages: [{ role: 'user', content: 'x' }], top_k: 4 }, '“top_k”'],
  ])('%s: what has no place elsewhere is refused by name (%#)', (wire, body, what) => {
    const read = () => wireFormats[wire].readRequest(body, to(wire === 'messages' ? 'chat' : 'messages'));
    expect(read).toThrow(`${what} cannot be passed on: lab speaks the`);
  });

  it('a seed, which promises nothing, is no obstacle; any JSON is one, and the sentence says what goes everywhere', () => {
    const asked = { messages: [{ role: 'user', content: 'x' }] };
    const sent = (body: JsonObject) =>
      writeMessagesRequest(wireFormats.chat.readRequest({ ...asked, ...body }, to('messages')), 'm', to('messages'));
    expect(sent({ seed: 7 })).toEqual(sent({}));
    expect(() => sent({ response_format: { type: 'json_object' } })).toThrow('Give it a schema (json_schema)');
  });

  it('fields that say nothing are no obstacle', () => {
    const body = {
      messages: [{ role: 'user', content: 'x' }],
      n: 1,
      logprobs: false,
      presence_penalty: 0,
      logit_bias: {},
      seed: null,
    };
    expect(wireFormats.chat.readRequest(body, to('messages')).turns).toHaveLength(1);
  });
});
