import { z } from 'zod';
import { answerSchemaSchema } from './answer-schema.ts';
import { jsonResponse, pieces, streamResponse } from './cut-body.ts';
import type { Fault } from './faults.ts';
import { contentSchema } from './message-content.ts';
import type { SimulatedAnswer } from './simulated-answer.ts';

const itemSchema = z.looseObject({ type: z.string().optional(), role: z.string().optional(), content: contentSchema });

export const responsesRequestSchema = z.looseObject({
  model: z.string(),
  input: z.union([z.string(), z.array(itemSchema)]),
  instructions: z.string().nullish(),
  stream: z.boolean().nullish(),
  max_output_tokens: z.int().min(1).nullish(),
  text: z
    .looseObject({ format: z.looseObject({ type: z.string(), schema: answerSchemaSchema.optional() }).optional() })
    .nullish(),
  tools: z
    .array(z.looseObject({ type: z.string(), name: z.string().optional(), parameters: answerSchemaSchema.nullish() }))
    .nullish(),
  tool_choice: z.unknown().optional(),
});
export type ResponsesRequest = z.infer<typeof responsesRequestSchema>;

export const turnsOf = ({ input }: ResponsesRequest) =>
  typeof input === 'string'
    ? [{ role: 'user', text: input }]
    : input.map(({ role, content }) => ({ role: role ?? 'tool', text: content }));

export const responsesTool = ({ tools, tool_choice: choice, input }: ResponsesRequest) => {
  const tool = tools?.find(({ type }) => type === 'function');
  const hasResult = Array.isArray(input) && input.some(({ type }) => type === 'function_call_output');
  if (!tool?.name || choice === 'none' || hasResult) return null;
  return { name: tool.name, schema: tool.parameters ?? {} };
};

interface ResponsesReply {
  readonly id: string;
  readonly created: number;
  readonly request: ResponsesRequest;
  readonly answer: SimulatedAnswer;
  readonly fault: Fault | null;
}

const outputItemOf = ({ id, answer, fault }: ResponsesReply) => {
  if (answer.tool) {
    const { name, input } = answer.tool;
    const call = { id: `fc_${id}`, call_id: `call_${id}`, name, arguments: JSON.stringify(input) };
    return { type: 'function_call', status: 'completed', ...call };
  }
  const part =
    fault?.kind === 'refusal'
      ? { type: 'refusal', refusal: 'Simulated: I cannot help with that.' }
      : { type: 'output_text', text: answer.text, annotations: [], logprobs: [] };
  return { type: 'message', id: `msg_${id}`, role: 'assistant', status: 'completed', content: [part] };
};

const responseOf = (reply: ResponsesReply, output: readonly unknown[], status: string) => {
  const { answer, request, fault } = reply;
  const isIncomplete = status === 'completed' && (answer.isCut || fault?.kind === 'length');
  return {
    id: `resp_${reply.id}`,
    object: 'response',
    created_at: reply.created,
    status: isIncomplete ? 'incomplete' : status,
    error: null,
    incomplete_details: isIncomplete ? { reason: 'max_output_tokens' } : null,
    instructions: request.instructions ?? null,
    model: request.model,
    output,
    parallel_tool_calls: false,
    tool_choice: 'auto',
    tools: [],
    metadata: {},
    usage:
      status === 'completed'
        ? {
            input_tokens: answer.inputTokens,
            input_tokens_details: { cached_tokens: 0 },
            output_tokens: answer.outputTokens,
            output_tokens_details: { reasoning_tokens: 0 },
            total_tokens: answer.inputTokens + answer.outputTokens,
          }
        : null,
  };
};

type Event = { readonly type: string } & Record<string, unknown>;

const textEvents = ({ id, answer }: ResponsesReply): Event[] => {
  const at = { item_id: `msg_${id}`, output_index: 0, content_index: 0 };
  const part = (text: string) => ({ type: 'output_text', text, annotations: [], logprobs: [] });
  return [
    { type: 'response.content_part.added', ...at, part: part('') },
    ...pieces(answer.text).map((delta) => ({ type: 'response.output_text.delta', ...at, delta, logprobs: [] })),
    { type: 'response.output_text.done', ...at, text: answer.text, logprobs: [] },
    { type: 'response.content_part.done', ...at, part: part(answer.text) },
  ];
};

const callEvents = ({ id, answer }: ResponsesReply): Event[] => {
  const at = { item_id: `fc_${id}`, output_index: 0 };
  const written = JSON.stringify(answer.tool?.input ?? {});
  return [
    ...pieces(written).map((delta) => ({ type: 'response.function_call_arguments.delta', ...at, delta })),
    { type: 'response.function_call_arguments.done', ...at, name: answer.tool?.name, arguments: written },
  ];
};

const eventsOf = (reply: ResponsesReply): string[] => {
  const item = outputItemOf(reply);
  const opened = 'content' in item ? { ...item, status: 'in_progress', content: [] } : { ...item, arguments: '' };
  const events: Event[] = [
    { type: 'response.created', response: responseOf(reply, [], 'in_progress') },
    { type: 'response.in_progress', response: responseOf(reply, [], 'in_progress') },
    { type: 'response.output_item.added', output_index: 0, item: opened },
    ...(reply.answer.tool ? callEvents(reply) : textEvents(reply)),
    { type: 'response.output_item.done', output_index: 0, item },
    { type: 'response.completed', response: responseOf(reply, [item], 'completed') },
  ];
  return events.map((event, index) => {
    const data = JSON.stringify({ ...event, sequence_number: index });
    return `event: ${event.type}\ndata: ${data}\n\n`;
  });
};

/** A response as OpenAI's Responses API writes it, whole or as typed events. */
export const responsesResponse = (reply: ResponsesReply): Response => {
  const isCut = reply.fault?.kind === 'cut';
  if (reply.request.stream) return streamResponse(eventsOf(reply), isCut);
  return jsonResponse(responseOf(reply, [outputItemOf(reply)], 'completed'), isCut);
};
