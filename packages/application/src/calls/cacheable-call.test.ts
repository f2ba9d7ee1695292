import type { JsonObject } from '@switchyard/domain';
import { describe, expect, it } from 'vitest';
import { isCacheableCall } from './cacheable-call.ts';
import { factsOf } from './call-facts.ts';
import type { CallEndpoint } from './model-call.ts';

const isCacheable = (body: JsonObject, endpoint: CallEndpoint = 'chat', allowsVaried = false): boolean => {
  const bytes = Buffer.from(JSON.stringify(body));
  const signal = new AbortController().signal;
  const call = { endpoint, body, bytes, dataClass: null, timeoutMs: null, headers: {}, signal };
  return isCacheableCall(call, factsOf(call), { lifetimeS: 60, allowsVaried });
};

const chat = (more: JsonObject = {}): JsonObject => ({
  model: 'm',
  messages: [{ role: 'user', content: 'Hello' }],
  ...more,
});
const tool = { type: 'function', function: { name: 'look', parameters: { type: 'object' } } };
const imageOf = (url: string): JsonObject =>
  chat({ messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }] });

describe('which calls may be answered from before', () => {
  it.each<[string, JsonObject]>([
    ['a plain one', chat()],
    ['with tools that the client runs', chat({ tools: [tool] })],
    ['at temperature 0', chat({ temperature: 0 })],
    ['with an image in it', imageOf('data:image/png;base64,AAAA')],
    ['with fields that ask for nothing', chat({ logprobs: false, n: 1, include: [], modalities: null })],
  ])('%s', (_name, body) => {
    expect(isCacheable(body)).toBe(true);
  });

  it.each<[string, JsonObject]>([
    ['several answers are wanted', chat({ n: 2 })],
    ['varied answers are wanted', chat({ temperature: 0.7 })],
    ['the supplier acts by itself', chat({ tools: [{ type: 'web_search_preview' }] })],
    ['the supplier remembers', { model: 'm', input: 'Go on', previous_response_id: 'resp_1' }],
    ['an image can change where it is', imageOf('https://example.com/now.png')],
    ['more than text is wanted', chat({ logprobs: true })],
    ['thoughts are wanted', chat({ thinking: { type: 'enabled', budget_tokens: 1024 } })],
    ['a summary of thoughts is wanted', { model: 'm', input: 'x', reasoning: { summary: 'auto' } }],
  ])('not where %s', (_name, body) => {
    expect(isCacheable(body)).toBe(false);
  });

  it('varied ones where the rules allow it', () => {
    expect(isCacheable(chat({ temperature: 0.7 }), 'chat', true)).toBe(true);
  });

  it('vectors', () => {
    expect(isCacheable({ model: 'm', input: ['a', 'b'] }, 'embeddings')).toBe(true);
  });
});
