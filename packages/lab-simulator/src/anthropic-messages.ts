import { z } from 'zod';
import { answerSchemaSchema } from './answer-schema.ts';
import { jsonResponse, pieces, streamResponse } from './cut-body.ts';
import type { Fault } from './faults.ts';
import { contentSchema } from './message-content.ts';
import type { SimulatedAnswer } from './simulated-answer.ts';

export const messagesRequestSchema = z.looseObject({
  model: z.string(),
  max_tokens: z.int().min(1),
  system: contentSchema,
  messages: z.array(z.looseObject({ role: z.string(), content: contentSchema })).min(1),
  stream: z.boolean().nullish(),
  tools: z.array(z.looseObject({ name: z.string(), input_schema: answerSchemaSchema.optional() })).nullish(),
  tool_choice: z.looseObject({ type: z.string(), name: z.string().optional() }).nullish(),
  output_config: z.looseObject({ format: z.looseObject({ schema: answerSchemaSchema }).nullish() }).nullish(),
});
export type MessagesRequest = z.infer<typeof messagesRequestSchema>;

/** The forced tool; with `auto` the first one, until its result was sent back. */
export const messagesTool = ({ tools, tool_choice: choice }: MessagesRequest, hasResult: boolean) => {
  const tool = tools?.find(({ name }) => name === choice?.name) ?? tools?.[0];
  const isForced = choice?.type === 'tool' || choice?.type === 'any';
  if (!tool || choice?.type === 'none' || (hasResult && !isForced)) return null;
  return { name: tool.name, schema: tool.input_schema ?? {} };
};

interface MessagesReply {
  readonly id: string;
  readonly request: MessagesRequest;
  readonly answer: SimulatedAnswer;
  readonly fault: Fault | null;
}

const usageOf = ({ inputTokens }: SimulatedAnswer, outputTokens: number) => ({
  input_tokens: inputTokens,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
  output_tokens: outputTokens,
});

const stopOf = ({ answer, fault }: MessagesReply): string => {
  if (fault?.kind === 'refusal') return 'refusal';
  if (answer.isCut || fault?.kind === 'length') return 'max_tokens';
  return answer.tool ? 'tool_use' : 'end_turn';
};

const blockOf = ({ id, answer }: MessagesReply) =>
  answer.tool
    ? { type: 'tool_use', id: `toolu_${id}`, name: answer.tool.name, input: answer.tool.input }
    : { type: 'text', text: answer.text };

const messageOf = (reply: MessagesReply) => ({
  id: `msg_${reply.id}`,
  type: 'message',
  role: 'assistant',
  model: reply.request.model,
  content: reply.fault?.kind === 'refusal' ? [] : [blockOf(reply)],
  stop_reason: stopOf(reply),
  stop_sequence: null,
  usage: usageOf(reply.answer, reply.answer.outputTokens),
});

const eventsOf = (reply: MessagesReply): string[] => {
  const { answer } = reply;
  const event = (type: string, data: object): string =>
    `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
  const message = { ...messageOf(reply), content: [], stop_reason: null, usage: usageOf(answer, 1) };
  const block = blockOf(reply);
  const opened = answer.tool ? { ...block, input: {} } : { type: 'text', text: '' };
  const deltas = answer.tool
    ? pieces(JSON.stringify(answer.tool.input)).map((part) => ({ type: 'input_json_delta', partial_json: part }))
    : pieces(answer.text).map((text) => ({ type: 'text_delta', text }));
  return [
    event('message_start', { message }),
    event('content_block_start', { index: 0, content_block: opened }),
    event('ping', {}),
    ...deltas.map((delta) => event('content_block_delta', { index: 0, delta })),
    event('content_block_stop', { index: 0 }),
    event('message_delta', {
      delta: { stop_reason: stopOf(reply), stop_sequence: null },
      usage: { output_tokens: answer.outputTokens },
    }),
    event('message_stop', {}),
  ];
};

/** A message as Anthropic writes it, whole or as typed events. */
export const messagesResponse = (reply: MessagesReply): Response => {
  const isCut = reply.fault?.kind === 'cut';
  return reply.request.stream ? streamResponse(eventsOf(reply), isCut) : jsonResponse(messageOf(reply), isCut);
};
