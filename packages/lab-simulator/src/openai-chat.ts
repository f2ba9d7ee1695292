import { z } from 'zod';
import { answerSchemaSchema } from './answer-schema.ts';
import { jsonResponse, pieces, streamResponse } from './cut-body.ts';
import type { Fault } from './faults.ts';
import { contentSchema } from './message-content.ts';
import type { SimulatedAnswer } from './simulated-answer.ts';

export const chatRequestSchema = z.looseObject({
  model: z.string(),
  messages: z
    .array(
      z.looseObject({
        role: z.string(),
        content: contentSchema,
        tool_calls: z.array(z.looseObject({ function: z.looseObject({ name: z.string() }) })).nullish(),
      }),
    )
    .min(1),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  max_tokens: z.int().min(1).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
  tools: z
    .array(z.looseObject({ function: z.looseObject({ name: z.string(), parameters: answerSchemaSchema.optional() }) }))
    .nullish(),
  tool_choice: z.union([z.string(), z.looseObject({ function: z.looseObject({ name: z.string() }) })]).nullish(),
  response_format: z
    .looseObject({ type: z.string(), json_schema: z.looseObject({ schema: answerSchemaSchema }).optional() })
    .nullish(),
});
export type ChatRequest = z.infer<typeof chatRequestSchema>;

/** The tool this request makes the model call: the named one, any when required, and with `auto` each one once. */
export const chosenTool = ({ tools, tool_choice: choice, messages }: ChatRequest) => {
  const called = new Set(messages.flatMap(({ tool_calls: calls }) => (calls ?? []).map((call) => call.function.name)));
  const [any] = tools ?? [];
  const first = tools?.find((each) => !called.has(each.function.name)) ?? (choice === 'auto' || !choice ? null : any);
  if (!first || choice === 'none') return null;
  const named = typeof choice === 'object' && choice ? choice.function.name : first.function.name;
  const tool = tools?.find((each) => each.function.name === named) ?? first;
  return { name: tool.function.name, schema: tool.function.parameters ?? {} };
};

interface ChatReply {
  readonly id: string;
  readonly created: number;
  readonly request: ChatRequest;
  readonly answer: SimulatedAnswer;
  readonly fault: Fault | null;
}

const usageOf = ({ inputTokens, outputTokens }: SimulatedAnswer) => ({
  prompt_tokens: inputTokens,
  completion_tokens: outputTokens,
  total_tokens: inputTokens + outputTokens,
  prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
});

const toolCallsOf = ({ id, answer }: ChatReply) =>
  answer.tool
    ? [
        {
          id: `call_${id}`,
          type: 'function',
          function: { name: answer.tool.name, arguments: JSON.stringify(answer.tool.input) },
        },
      ]
    : undefined;

const finishOf = ({ answer, fault }: ChatReply): string => {
  if (answer.isCut || fault?.kind === 'length') return 'length';
  return answer.tool ? 'tool_calls' : 'stop';
};

const refusalOf = ({ fault }: ChatReply): string | null =>
  fault?.kind === 'refusal' ? 'Simulated: I cannot help with that.' : null;

const completionOf = (reply: ChatReply) => {
  const refusal = refusalOf(reply);
  const toolCalls = refusal === null ? toolCallsOf(reply) : undefined;
  const content = refusal !== null || toolCalls ? null : reply.answer.text;
  const message = { role: 'assistant', content, refusal, ...(toolCalls ? { tool_calls: toolCalls } : {}) };
  return {
    id: reply.id,
    object: 'chat.completion',
    created: reply.created,
    model: reply.request.model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishOf(reply) }],
    usage: usageOf(reply.answer),
  };
};

const chunksOf = (reply: ChatReply): string[] => {
  const { id, created, request, answer } = reply;
  const includesUsage = request.stream_options?.include_usage === true;
  const base = { id, object: 'chat.completion.chunk', created, model: request.model };
  const event = (delta: object, finish: string | null = null): string => {
    const choices = [{ index: 0, delta, logprobs: null, finish_reason: finish }];
    return `data: ${JSON.stringify({ ...base, choices, ...(includesUsage ? { usage: null } : {}) })}\n\n`;
  };
  const refusal = refusalOf(reply);
  const calls = toolCallsOf(reply) ?? [];
  const body = calls.flatMap((call, index) => [
    event({
      tool_calls: [{ index, id: call.id, type: call.type, function: { name: call.function.name, arguments: '' } }],
    }),
    ...pieces(call.function.arguments).map((part) => event({ tool_calls: [{ index, function: { arguments: part } }] })),
  ]);
  const text = refusal === null ? pieces(answer.text).map((content) => event({ content })) : [event({ refusal })];
  const usage = `data: ${JSON.stringify({ ...base, choices: [], usage: usageOf(answer) })}\n\n`;
  return [
    event({ role: 'assistant', content: '' }),
    ...body,
    ...text,
    event({}, finishOf(reply)),
    ...(includesUsage ? [usage] : []),
    'data: [DONE]\n\n',
  ];
};

/** A chat completion as OpenAI writes it, whole or as a stream of chunks. */
export const chatResponse = (reply: ChatReply): Response => {
  const isCut = reply.fault?.kind === 'cut';
  return reply.request.stream ? streamResponse(chunksOf(reply), isCut) : jsonResponse(completionOf(reply), isCut);
};
