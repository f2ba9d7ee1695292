import type { JsonObject, JsonValue } from '@switchyard/domain';
import type { Capability } from '@switchyard/routing';
import type { ModelCall } from './model-call.ts';

/** What a call asks for, measured before anything is sent, without understanding what it says. */
export interface CallFacts {
  readonly isStream: boolean;
  /** A chat completion whose client wants the usage at the end of the stream. */
  readonly includesUsage: boolean;
  readonly inputTokens: number;
  /** Of one answer, as the client said it; null when it did not. */
  readonly answerTokensMax: number | null;
  /** How many answers it asks for at once; each may be as long as the limit. */
  readonly answers: number;
  readonly capabilities: readonly Capability[];
}

/** Bytes of text in a token, at the short end for the languages of the world: more tokens rather than fewer. */
const bytesPerToken = 3;
/** What an image costs at most with the suppliers of today, whatever its bytes. */
const imageTokens = 3000;
/** Texts without any space for so long are files, not words. */
const fileChars = 4000;

const isFile = (text: string): boolean => text.length > fileChars && !/\s/.test(text.slice(0, fileChars));

/** How many bytes of a body are files in base64, and how many files. */
const filesIn = (value: JsonValue): { bytes: number; count: number } => {
  if (typeof value === 'string') return isFile(value) ? { bytes: value.length, count: 1 } : { bytes: 0, count: 0 };
  if (typeof value !== 'object' || value === null) return { bytes: 0, count: 0 };
  return Object.values(value)
    .map(filesIn)
    .reduce((sum, each) => ({ bytes: sum.bytes + each.bytes, count: sum.count + each.count }), { bytes: 0, count: 0 });
};

/** All words of a body, without its files. */
export const wordsOf = (value: JsonValue): string => {
  if (typeof value === 'string') return isFile(value) ? '' : value;
  if (typeof value !== 'object' || value === null) return '';
  return Object.values(value).map(wordsOf).join('\n');
};

const countInput = ({ body, bytes }: ModelCall): number => {
  if (bytes.length <= fileChars) return Math.ceil(bytes.length / bytesPerToken);
  const files = filesIn(body);
  return Math.ceil(Math.max(0, bytes.length - files.bytes) / bytesPerToken) + files.count * imageTokens;
};

const limitFields = ['max_completion_tokens', 'max_tokens', 'max_output_tokens'] as const;

const numbersOf = (values: readonly (JsonValue | undefined)[]): number[] =>
  values.filter((value): value is number => typeof value === 'number');

/** The largest where several are named: which of them a supplier goes by, only that supplier knows. */
const outputLimit = (body: JsonObject): number | null => {
  const limits = numbersOf(limitFields.map((field) => body[field])).filter((limit) => limit > 0);
  return limits.length === 0 ? null : Math.min(Math.floor(Math.max(...limits)), 10_000_000);
};

const answersMax = 1000;

/** `n` of chat completions, and `best_of` of servers that still know it: all that are written are billed. */
const answersOf = ({ n, best_of }: JsonObject): number => {
  return Math.min(Math.ceil(Math.max(1, ...numbersOf([n, best_of]))), answersMax);
};

const hasField = (value: JsonValue | undefined, ...path: readonly string[]): boolean => {
  let at: JsonValue | undefined = value;
  for (const field of path) at = typeof at === 'object' && at !== null && !Array.isArray(at) ? at[field] : undefined;
  return at !== undefined && at !== null;
};

const imageTypes = new Set(['image', 'image_url', 'input_image']);

const hasImage = (value: JsonValue | undefined): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(hasImage);
  if (typeof value.type === 'string' && imageTypes.has(value.type)) return true;
  return hasImage(value.content);
};

/** Tools that the client runs itself; the supplier only asks for them. All others are run where nobody here can see. */
const clientTools = new Set([
  'function',
  'custom',
  'local_shell',
  'shell',
  'apply_patch',
  'computer',
  'computer_use_preview',
]);
const clientToolOfAnthropic = /^(bash|text_editor|computer|memory)_\d{8}$/;

const isHostedTool = (tool: JsonValue): boolean => {
  if (typeof tool !== 'object' || tool === null || Array.isArray(tool)) return false;
  const { type } = tool;
  return typeof type === 'string' && !clientTools.has(type) && !clientToolOfAnthropic.test(type);
};

/** Fields that let a supplier act, fetch or remember on its own. */
const hostedFields = [
  'web_search_options',
  'plugins',
  'mcp_servers',
  'container',
  'previous_response_id',
  'conversation',
  'prompt',
] as const;

/** Content that the supplier already has or is to fetch: its length is not known here. Images are counted at their most. */
const refersElsewhere = (value: JsonValue | undefined): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(refersElsewhere);
  if ('file_id' in value || 'file_url' in value) return true;
  const { type, source } = value;
  if (type === 'document' && (hasField(source, 'url') || hasField(source, 'file_id'))) return true;
  if (type === 'item_reference') return true;
  return refersElsewhere(value.content) || refersElsewhere(value.file) || refersElsewhere(value.source);
};

const usesHosted = ({ body, endpoint }: ModelCall): boolean =>
  hostedFields.some((field) => body[field] !== undefined && body[field] !== null && body[field] !== '') ||
  (Array.isArray(body.tools) && body.tools.some(isHostedTool)) ||
  (endpoint !== 'embeddings' && (refersElsewhere(body.messages) || refersElsewhere(body.input)));

const isSchemaAsked = (body: JsonObject): boolean =>
  hasField(body, 'response_format', 'json_schema') ||
  hasField(body, 'text', 'format', 'schema') ||
  hasField(body, 'output_config', 'format');

const capabilitiesOf = (call: ModelCall): Capability[] => {
  const { body, endpoint } = call;
  if (endpoint === 'embeddings') return ['embeddings'];
  return [
    ...(Array.isArray(body.tools) && body.tools.length > 0 ? ['tools' as const] : []),
    ...(usesHosted(call) ? ['hosted_tools' as const] : []),
    ...(isSchemaAsked(body) ? ['structured_output' as const] : []),
    ...(hasImage(body.messages) || hasImage(body.input) ? ['vision' as const] : []),
  ];
};

export const factsOf = (call: ModelCall): CallFacts => {
  const { body, endpoint } = call;
  const isStream = endpoint !== 'embeddings' && body.stream === true;
  const options = body.stream_options;
  return {
    isStream,
    includesUsage:
      typeof options === 'object' && options !== null && !Array.isArray(options) && options.include_usage === true,
    inputTokens: countInput(call),
    answerTokensMax: endpoint === 'embeddings' ? 0 : outputLimit(body),
    answers: answersOf(body),
    capabilities: capabilitiesOf(call),
  };
};
