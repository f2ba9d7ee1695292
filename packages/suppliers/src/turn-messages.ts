import type Anthropic from '@anthropic-ai/sdk';
import type { AskedCall, PastTurn } from '@switchyard/domain';
import type { AttemptRequest } from '@switchyard/routing';
import type OpenAI from 'openai';
import { fenced, promptOf } from './prompt.ts';

type ChatMessage = OpenAI.ChatCompletionMessageParam;
type PastCall = PastTurn['calls'][number];

const resultText = ({ result, isError }: PastCall): string =>
  `<result>\n${isError ? 'The call failed or was refused: ' : ''}${fenced(result)}\n</result>`;

const argumentsText = ({ arguments: given }: AskedCall): string => JSON.stringify(given);

const chatTurn = ({ text, calls }: PastTurn): ChatMessage[] => [
  {
    role: 'assistant',
    content: text === '' ? null : text,
    tool_calls: calls.map((call) => ({
      id: call.id,
      type: 'function',
      function: { name: call.tool, arguments: argumentsText(call) },
    })),
  },
  ...calls.map((call): ChatMessage => ({ role: 'tool', tool_call_id: call.id, content: resultText(call) })),
];

const withTurns = <Message>(
  request: AttemptRequest,
  turnOf: (turn: PastTurn) => Message[],
): { system: string; messages: (Message | ReturnType<typeof promptOf>['messages'][number])[] } => {
  const { system, messages } = promptOf(request);
  const [first, ...corrections] = messages;
  return {
    system,
    messages: [...(first ? [first] : []), ...(request.turn?.past ?? []).flatMap(turnOf), ...corrections],
  };
};

/** The conversation so far as chat completions carry it; without turns just the question. */
export const chatMessagesOf = (request: AttemptRequest) => withTurns<ChatMessage>(request, chatTurn);

export const chatToolsOf = ({
  turn,
}: AttemptRequest): Pick<OpenAI.ChatCompletionCreateParamsNonStreaming, 'tools' | 'tool_choice'> =>
  turn && turn.tools.length > 0
    ? {
        tools: turn.tools.map(({ name, description, parameters }) => ({
          type: 'function',
          function: { name, description, parameters },
        })),
        tool_choice: turn.mayCall ? 'auto' : 'none',
      }
    : {};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const anthropicTurn = ({ text, calls }: PastTurn): Anthropic.MessageParam[] => [
  {
    role: 'assistant',
    content: [
      ...(text === '' ? [] : [{ type: 'text' as const, text }]),
      ...calls.map(({ id, tool, arguments: given }) => ({
        type: 'tool_use' as const,
        id,
        name: tool,
        input: isObject(given) ? given : {},
      })),
    ],
  },
  {
    role: 'user',
    content: calls.map((call) => ({
      type: 'tool_result' as const,
      tool_use_id: call.id,
      content: resultText(call),
      is_error: call.isError,
    })),
  },
];

/** The same as Anthropic's messages carry it. */
export const anthropicMessagesOf = (request: AttemptRequest) =>
  withTurns<Anthropic.MessageParam>(request, anthropicTurn);

export const anthropicToolsOf = ({
  turn,
}: AttemptRequest): Pick<Anthropic.MessageCreateParamsNonStreaming, 'tools' | 'tool_choice'> =>
  turn && turn.tools.length > 0
    ? {
        tools: turn.tools.map(({ name, description, parameters }) => ({
          name,
          description,
          input_schema: { ...parameters, type: 'object' },
        })),
        tool_choice: { type: turn.mayCall ? 'auto' : 'none' },
      }
    : {};
