import { setTimeout as sleep } from 'node:timers/promises';
import { countTokens } from '@switchyard/suppliers';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { messagesRequestSchema, messagesResponse, messagesTool } from './anthropic-messages.ts';
import type { Conversation } from './asked-input.ts';
import { addDemoLedger } from './demo-ledger.ts';
import { addDemoTools } from './demo-tools.ts';
import { embeddingsBody, embeddingsRequestSchema } from './embeddings.ts';
import { type ErrorBody, faultResponse } from './fault-response.ts';
import { type Fault, faultSchema } from './faults.ts';
import { goldFileSchema, goldKeyOf } from './gold-answers.ts';
import { chatRequestSchema, chatResponse, chosenTool } from './openai-chat.ts';
import { responsesRequestSchema, responsesResponse, responsesTool, turnsOf } from './openai-responses.ts';
import { answerQuestion, type Question, type SimulatedAnswer } from './simulated-answer.ts';
import { embeddingModelKey, simulatedModels } from './simulated-models.ts';
import { isWholeFault, type SimulatorContext } from './simulator-context.ts';
import { simulatedModelFor } from './stand-in.ts';

const openaiError: ErrorBody = (type, message) => ({ error: { message, type, code: null, param: null } });
const anthropicError: ErrorBody = (type, message) => ({ type: 'error', error: { type, message } });

interface Asked<Request> {
  readonly request: Request;
  readonly answer: SimulatedAnswer;
  readonly fault: Fault | null;
  readonly id: string;
  readonly created: number;
}

interface Endpoint<Request> {
  readonly schema: z.ZodType<Request & { readonly model: string }>;
  readonly errorBody: ErrorBody;
  readonly question: (request: Request) => Omit<Question, 'model'>;
  readonly respond: (asked: Asked<Request>) => Response;
}

const keyOf = (c: Context): string =>
  c.req.header('x-api-key') ?? c.req.header('authorization')?.replace(/^Bearer /i, '') ?? '';

/** The life of one call to a model: key, request, fault, answer, latency. */
const serve =
  <Request>(context: SimulatorContext, endpoint: Endpoint<Request>) =>
  async (c: Context): Promise<Response> => {
    const { errorBody } = endpoint;
    const key = keyOf(c);
    if (key === '' || key === 'invalid') {
      return c.json(errorBody('authentication_error', 'Simulated: the key is not valid.') as object, 401);
    }
    const parsed = endpoint.schema.safeParse(await c.req.json().catch(() => null));
    if (!parsed.success) {
      return c.json(errorBody('invalid_request_error', z.prettifyError(parsed.error)) as object, 400);
    }
    const model = simulatedModelFor(parsed.data.model);
    if (!model) {
      const message = `Simulated: the model ${parsed.data.model} does not exist.`;
      return c.json(errorBody('not_found_error', message) as object, 404);
    }
    const question = { ...endpoint.question(parsed.data), model };
    const seed = goldKeyOf(question.conversation.turns.map(({ text }) => text).join('\n'));
    const fault = context.faults.take(model.key, seed);
    if (fault && isWholeFault(fault)) return faultResponse(fault, errorBody, c.req.raw.signal);
    const answer = await answerQuestion(question, context.gold);
    const latencyMs = model.latencyMs + model.latencyMsPerOutputToken * answer.outputTokens;
    if (context.latencyScale > 0) await sleep(latencyMs * context.latencyScale);
    return endpoint.respond({
      request: { ...parsed.data, model: model.key },
      answer,
      fault,
      id: seed.slice(0, 24),
      created: context.now(),
    });
  };

const systemRoles = new Set(['system', 'developer']);
const conversationOf = (turns: Conversation['turns'], system = ''): Conversation => ({
  system: [system, ...turns.filter(({ role }) => systemRoles.has(role)).map(({ text }) => text)].join('\n'),
  turns: turns.filter(({ role }) => !systemRoles.has(role)),
});

const addOpenai = (app: Hono, context: SimulatorContext): void => {
  const chat = serve(context, {
    schema: chatRequestSchema,
    errorBody: openaiError,
    respond: chatResponse,
    question: (request) => ({
      conversation: conversationOf(request.messages.map(({ role, content }) => ({ role, text: content }))),
      schema: request.response_format?.json_schema?.schema ?? null,
      tool: chosenTool(request),
      outputTokensMax: request.max_completion_tokens ?? request.max_tokens ?? 16_000,
    }),
  });
  const responses = serve(context, {
    schema: responsesRequestSchema,
    errorBody: openaiError,
    respond: responsesResponse,
    question: (request) => ({
      conversation: conversationOf(turnsOf(request), request.instructions ?? ''),
      schema: request.text?.format?.schema ?? null,
      tool: responsesTool(request),
      outputTokensMax: request.max_output_tokens ?? 16_000,
    }),
  });
  app.post('/v1/chat/completions', chat);
  app.post('/v1/responses', responses);
  app.post('/v1/embeddings', async (c) => {
    const parsed = embeddingsRequestSchema.safeParse(await c.req.json().catch(() => null));
    if (!parsed.success)
      return c.json(openaiError('invalid_request_error', z.prettifyError(parsed.error)) as object, 400);
    const { input } = parsed.data;
    return c.json(embeddingsBody(parsed.data, await countTokens(typeof input === 'string' ? input : input.join('\n'))));
  });
};

const addAnthropic = (app: Hono, context: SimulatorContext): void => {
  const messages = serve(context, {
    schema: messagesRequestSchema,
    errorBody: anthropicError,
    respond: messagesResponse,
    question: (request) => ({
      conversation: conversationOf(
        request.messages.map(({ role, content }) => ({ role, text: content })),
        request.system,
      ),
      schema: request.output_config?.format?.schema ?? null,
      tool: messagesTool(request, request.messages.length > 1),
      outputTokensMax: request.max_tokens,
    }),
  });
  app.post('/v1/messages', messages);
};

/** `/v1/models` exists on both wires; Anthropic's clients say who they are. */
const listModels = (c: Context): Response => {
  const key = keyOf(c);
  const isAnthropic = c.req.header('anthropic-version') !== undefined;
  const errorBody = isAnthropic ? anthropicError : openaiError;
  if (key === '' || key === 'invalid') {
    return c.json(errorBody('authentication_error', 'Simulated: the key is not valid.') as object, 401);
  }
  if (isAnthropic) {
    const own = simulatedModels.filter(({ wire }) => wire === 'anthropic');
    const data = own.map(({ key: id, name }) => ({
      type: 'model',
      id,
      display_name: name,
      created_at: '2026-01-01T00:00:00Z',
    }));
    return c.json({ data, has_more: false, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null });
  }
  const own = [...simulatedModels.filter(({ wire }) => wire === 'openai').map((each) => each.key), embeddingModelKey];
  const data = own.map((id) => ({ id, object: 'model', created: 1_767_225_600, owned_by: 'lab-simulator' }));
  return c.json({ object: 'list', data });
};

/** The simulator as an app: both wires, and a control endpoint that sets what goes wrong next. */
export const createLabApp = (context: SimulatorContext): Hono => {
  const app = new Hono();
  app.use(bodyLimit({ maxSize: 20_000_000 }));
  app.use(async (c, next) => {
    await next();
    c.header('x-switchyard-simulated', 'true');
    c.header('x-request-id', `sim-${goldKeyOf(c.req.path).slice(0, 12)}`);
  });
  addOpenai(app, context);
  addAnthropic(app, context);
  addDemoLedger(app);
  addDemoTools(app);
  app.get('/v1/models', listModels);
  app.get('/', (c) => c.text('Switchyard lab simulator: every answer here is simulated.'));
  app.put('/__gold', async (c) => {
    const file = goldFileSchema.safeParse(await c.req.json().catch(() => null));
    if (!file.success) return c.json({ error: z.prettifyError(file.error) }, 400);
    for (const [key, answer] of Object.entries(file.data.answers)) context.gold.set(key, answer);
    return c.json({ answers: context.gold.size });
  });
  app.post('/__control', async (c) => {
    const body = z
      .strictObject({ faults: z.array(faultSchema).max(50) })
      .safeParse(await c.req.json().catch(() => null));
    if (!body.success) return c.json({ error: z.prettifyError(body.error) }, 400);
    context.faults.set(body.data.faults);
    return c.json({ faults: body.data.faults });
  });
  return app;
};
