import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { receiptText, startTestLab, type TestLab } from '../test/start-test-lab.ts';

let lab: TestLab;
let client: Anthropic;
beforeAll(async () => {
  lab = await startTestLab();
  client = new Anthropic({ apiKey: 'k', authToken: null, baseURL: lab.url, maxRetries: 0 });
});
afterAll(() => lab.close());
beforeEach(() => lab.fault());

const tool: Anthropic.Tool = {
  name: 'post_receipt',
  input_schema: { type: 'object', properties: { total: { type: 'number' } }, required: ['total'] },
};
const base = {
  model: 'sim-claude-large',
  max_tokens: 500,
  messages: [{ role: 'user' as const, content: receiptText }],
};

describe('the simulator on the Anthropic wire', () => {
  it('answers in words with usage and the simulated mark', async () => {
    const { data, response } = await client.messages.create(base).withResponse();
    expect(data.content[0]?.type === 'text' && data.content[0].text).toContain('Simulated answer');
    expect(data.usage.input_tokens).toBeGreaterThan(40);
    expect(response.headers.get('x-switchyard-simulated')).toBe('true');
  });

  it('uses a forced tool, whole and streamed', async () => {
    const params = { ...base, tools: [tool], tool_choice: { type: 'tool' as const, name: tool.name } };
    const whole = await client.messages.create(params);
    const streamed = await client.messages.stream(params).finalMessage();
    for (const message of [whole, streamed]) {
      const block = message.content.find(({ type }) => type === 'tool_use');
      expect(block?.type === 'tool_use' && block.input).toEqual({ total: 42.5 });
      expect(message.stop_reason).toBe('tool_use');
    }
  });

  it('streams text', async () => {
    expect(await client.messages.stream(base).finalText()).toContain('Simulated answer');
  });

  it('cuts an answer at max_tokens and says so', async () => {
    expect((await client.messages.create({ ...base, max_tokens: 5 })).stop_reason).toBe('max_tokens');
  });

  it('lists its models and refuses an invalid key', async () => {
    const models = await client.models.list();
    expect(models.data.map(({ id }) => id)).toEqual(['sim-claude-small', 'sim-claude-large']);
    const wrongKey = new Anthropic({ apiKey: 'invalid', authToken: null, baseURL: lab.url, maxRetries: 0 });
    await expect(wrongKey.messages.create(base)).rejects.toBeInstanceOf(Anthropic.AuthenticationError);
  });

  it('limits, fails, hangs and cuts as told', async () => {
    await lab.fault({ kind: 'rate_limit', times: 1 });
    await expect(client.messages.create(base)).rejects.toBeInstanceOf(Anthropic.RateLimitError);
    await lab.fault({ kind: 'server_error', times: 1 });
    await expect(client.messages.create(base)).rejects.toBeInstanceOf(Anthropic.InternalServerError);
    await lab.fault({ kind: 'hang' });
    await expect(client.messages.create(base, { timeout: 100 })).rejects.toThrow();
    await lab.fault({ kind: 'cut' });
    await expect(client.messages.stream(base).finalMessage()).rejects.toThrow();
  });
});
