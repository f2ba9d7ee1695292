import type { JsonObject, JsonValue } from '@switchyard/domain';
import type { Capability } from '@switchyard/routing';
import type { ModelCall } from './model-call.ts';

/** What a call asks for, measured before anything is sent, without understanding what it says. */
export interface CallFacts {
  readonly isStream: boolean;
  /** A chat completion whose client wants the usage at the end of the stream. */
  readonly includesUsage: boolean;
  readonly inputTokens: number;
  /** As the client said it; null when it did not. */
  readonly outputTokensMax: number | null;
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

const outputLimit = (body: JsonObject): number | null => {
  const limits = limitFields.map((field) => body[field]).filter((limit) => typeof limit === 'number' && limit > 0);
  const [first] = limits;
  return typeof first === 'number' ? Math.min(Math.floor(first), 10_000_000) : null;
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

const isSchemaAsked = (body: JsonObject): boolean =>
  hasField(body, 'response_format', 'json_schema') ||
  hasField(body, 'text', 'format', 'schema') ||
  hasField(body, 'output_config', 'format');

const capabilitiesOf = (call: ModelCall): Capability[] => {
  const { body, endpoint } = call;
  if (endpoint === 'embeddings') return ['embeddings'];
  return [
    ...(Array.isArray(body.tools) && body.tools.length > 0 ? ['tools' as const] : []),
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
    outputTokensMax: endpoint === 'embeddings' ? 0 : outputLimit(body),
    capabilities: capabilitiesOf(call),
  };
};
