import { isDomainError, type SupplierKind, type TaskSpec, taskSpecSchema } from '@switchyard/domain';
import type { AttemptRequest } from '@switchyard/routing';
import { createSuppliers } from '@switchyard/suppliers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { goldAnswer, receiptText, startTestLab, type TestLab } from '../test/start-test-lab.ts';

let lab: TestLab;
beforeAll(async () => {
  lab = await startTestLab();
});
afterAll(() => lab.close());
beforeEach(() => lab.fault());

const field = (name: 'company' | 'date' | 'total') => ({ field: name, inputField: 'text', method: name });
const task: TaskSpec = taskSpecSchema.parse({
  slug: 'extract',
  name: 'Extract',
  instructions: 'Extract the receipt.',
  input: { type: 'object', properties: { text: { type: 'string' } } },
  output: {
    type: 'object',
    required: ['company', 'date', 'total'],
    properties: {
      company: { type: 'string', maxLength: 200 },
      date: { type: 'string', format: 'date' },
      total: { type: 'number', minimum: 0 },
      note: { type: 'string' },
    },
  },
  extractors: [field('company'), field('date'), field('total')],
  dataClass: 'internal',
});

const modelOf: Partial<Record<SupplierKind, string>> = {
  openai: 'sim-large',
  'openai-compatible': 'sim-large',
  anthropic: 'sim-claude-large',
};

const requestFor = (kind: SupplierKind, more: Partial<AttemptRequest> = {}): AttemptRequest => {
  const key = modelOf[kind];
  return {
    task,
    model: key === undefined ? null : { key, capabilities: ['structured_output'] },
    instructions: task.instructions,
    input: { text: receiptText },
    sources: [],
    feedback: [],
    previousOutput: null,
    idempotencyKey: 'step-1',
    timeoutMs: 5000,
    apiKey: 'k',
    baseUrl: kind === 'anthropic' ? lab.url : `${lab.url}/v1`,
    ...more,
  };
};

const attempt = (
  kind: Exclude<SupplierKind, 'classifier'>,
  more: Partial<AttemptRequest> = {},
  signal = new AbortController().signal,
) => {
  const suppliers = createSuppliers({ fetch: lab.guardedFetch, evaluateRule: () => true, now: () => 0 });
  return suppliers[kind].attempt(requestFor(kind, more), signal);
};

const failureOf = async (kind: Exclude<SupplierKind, 'classifier'>, more: Partial<AttemptRequest> = {}) => {
  const thrown = await attempt(kind, more).catch((failure: unknown) => failure);
  if (!isDomainError(thrown)) throw new Error(`expected a DomainError, got ${String(thrown)}`);
  return thrown;
};

describe.each(['rules', 'openai', 'anthropic', 'openai-compatible', 'human'] as const)('every supplier: %s', (kind) => {
  it('answers with fitting output and usage, or hands over', async () => {
    const reply = await attempt(kind);
    if (reply.kind === 'handed_to_person') return expect(kind).toBe('human');
    if (reply.kind !== 'answer') throw new Error(`it ${reply.kind}`);
    expect(reply.output).toMatchObject(goldAnswer);
    expect(reply.isSimulated).toBe(kind !== 'rules');
    expect(reply.usage.input > 0).toBe(kind !== 'rules');
    expect(reply.answeredByModel).toBe(modelOf[kind] ?? null);
    return undefined;
  });

  it('ends at once with the caller’s reason when cancelled', async () => {
    const controller = new AbortController();
    controller.abort(new Error('cancelled'));
    await expect(attempt(kind, {}, controller.signal)).rejects.toThrow('cancelled');
  });
});

describe.each(['openai', 'anthropic', 'openai-compatible'] as const)('every supplier with models: %s', (kind) => {
  it('says how long to wait when it is limited', async () => {
    await lab.fault({ kind: 'rate_limit', retryAfterSeconds: 3 });
    expect(await failureOf(kind)).toMatchObject({
      code: 'rate_limited',
      details: { retryAfterMs: 3000 },
      retryable: true,
    });
  });

  it('makes one call per attempt: retries are routing’s', async () => {
    await lab.fault({ kind: 'server_error', times: 1 });
    expect(await failureOf(kind)).toMatchObject({ code: 'upstream_failed', retryable: true });
    expect((await attempt(kind)).kind).toBe('answer');
  });

  it('gives up after its time', async () => {
    await lab.fault({ kind: 'hang' });
    expect(await failureOf(kind, { timeoutMs: 100 })).toMatchObject({ code: 'upstream_timeout', retryable: true });
  });

  it.each(['cut', 'malformed', 'html'] as const)('reports a reply that is %s as a passing failure', async (fault) => {
    await lab.fault({ kind: fault });
    expect(await failureOf(kind)).toMatchObject({ code: 'upstream_failed', retryable: true });
  });

  it('stops reading a reply of more than 2 MB', async () => {
    await lab.fault({ kind: 'oversize' });
    expect((await failureOf(kind)).code).toBe('too_large');
  });

  it('counts the tokens of an answer that was cut at its limit, and does not repeat it', async () => {
    const failure = await failureOf(kind, { task: { ...task, maxOutputTokens: 3 } });
    expect(failure).toMatchObject({ code: 'upstream_failed', retryable: false, details: { usage: { output: 3 } } });
  });

  it('calls the tools it is offered, reads what they said, and answers when none may be called any more', async () => {
    const tools = [
      {
        name: 'find_receipt',
        description: 'Finds a receipt.',
        parameters: { type: 'object', properties: { company: { type: 'string' } }, required: ['company'] },
      },
    ];
    const asked = await attempt(kind, { turn: { past: [], tools, mayCall: true } });
    if (asked.kind !== 'calls') throw new Error(`${kind} did not call`);
    expect(asked.calls).toMatchObject([{ tool: 'find_receipt', arguments: { company: expect.any(String) } }]);
    expect(asked.usage.input).toBeGreaterThan(0);
    const calls = asked.calls.map((call) => ({ ...call, result: 'It is there.', isError: false }));
    const past = [{ text: asked.text, calls }];
    for (const mayCall of [true, false]) {
      const answered = await attempt(kind, { turn: { past, tools, mayCall } });
      expect(answered).toMatchObject({ kind: 'answer', output: goldAnswer });
    }
  });

  it('takes a refusal as a decline', async () => {
    await lab.fault({ kind: 'refusal' });
    expect((await attempt(kind)).kind).toBe('declined');
  });

  it('asks for another key when the key is refused', async () => {
    expect(await failureOf(kind, { apiKey: 'invalid' })).toMatchObject({ code: 'misconfigured', retryable: false });
  });

  it('does not reach an inner address through its base URL', async () => {
    expect((await failureOf(kind, { baseUrl: 'http://169.254.169.254/v1' })).code).toBe('address_refused');
  });

  it('wraps an output that is not an object and unwraps the answer', async () => {
    const output = { type: 'string' as const, enum: ['card_arrival', 'lost_card'] };
    const reply = await attempt(kind, { task: { ...task, output }, input: { text: 'My lost card' } });
    expect(reply).toMatchObject({ kind: 'answer', output: 'lost_card' });
  });

  it('corrects an answer with the failed checks as feedback', async () => {
    const reply = await attempt(kind, { feedback: ['Total: it is 42.50.'], previousOutput: { total: 1 } });
    expect(reply).toMatchObject({ kind: 'answer', output: { total: 42.5 } });
  });
});
