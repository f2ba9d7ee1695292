import { DomainError, type JsonObject, type JsonValue } from '@switchyard/domain';
import type { Requirement } from '@switchyard/routing';
import { betaRequirements } from './asked-betas.ts';
import { type CallContent, contentOf } from './call-content.ts';
import { priceRequirementsOf } from './call-prices.ts';
import type { ModelCall } from './model-call.ts';
import { tokensAtMost } from './tokens-at-most.ts';

/** What a call asks for, measured before anything is sent, without understanding what it says. */
export interface CallFacts {
  readonly isStream: boolean;
  /** A chat completion whose client wants the usage at the end of the stream. */
  readonly includesUsage: boolean;
  /** About so many: what is decided by. */
  readonly inputTokens: number;
  /** Of its words alone: what a report is compared with. */
  readonly wordTokens: number;
  /** No tokenizer makes more of it; infinite where that is not known beforehand. What money is held for. */
  readonly inputTokensMax: number;
  /** Written beyond the answers: a prediction's tokens are billed as written where they were wrong. */
  readonly extraOutputTokens: number;
  /** How often a supplier may act on its own account, and read all of it again. 0: never. */
  readonly hostedUsesMax: number;
  /** Whether that is the call's own limit, and no guess. */
  readonly limitsUses: boolean;
  /** Of one answer, as the client said it; null when it did not. */
  readonly answerTokensMax: number | null;
  /** How many answers it asks for at once, a summary of what went before included; each may be as long as the limit. */
  readonly answers: number;
  readonly capabilities: readonly Requirement[];
}

/** Bytes of text in a token, at the short end for the languages of the world: more tokens rather than fewer. */
const bytesPerToken = 3;
/** What an image or another file is expected to cost. */
export const fileTokens = 3000;
/** What an image costs at most with the suppliers of today, whatever its bytes. */
const imageTokensMax = 50_000;
/** Texts in the letters of base64 alone for so long are files, not words; words of many languages have no spaces either. */
const fileChars = 4000;

const isFile = (text: string): boolean => text.length > fileChars && /^[\w+/=:;,.-]*$/.test(text.slice(0, fileChars));

/** All words of a body, without its files. */
export const wordsOf = (value: JsonValue): string => {
  if (typeof value === 'string') return isFile(value) ? '' : value;
  if (typeof value !== 'object' || value === null) return '';
  return Object.values(value).map(wordsOf).join('\n');
};

const bytesOfWords = ({ bytes }: ModelCall, { imageChars, fileChars: chars }: CallContent): number =>
  Math.max(0, bytes.length - imageChars - chars);

/** What is in a file, or where the call only says where it is, may fill the window. */
const inputTokensMaxOf = (call: ModelCall, content: CallContent, isHosted: boolean): number => {
  const { files, images, imageChars } = content;
  if (files > 0 || isHosted) return Number.POSITIVE_INFINITY;
  const words = imageChars === 0 ? tokensAtMost(call.bytes) : bytesOfWords(call, content);
  return words + images * imageTokensMax;
};

const limitFields = ['max_completion_tokens', 'max_tokens', 'max_output_tokens'] as const;

/**
 * The whole numbers that are written in these fields. Throws `invalid_input` for anything else there: a server that reads `"9"` as
 * 9 would otherwise do more than was counted.
 */
const countsOf = (body: JsonObject, fields: readonly string[]): number[] => {
  const counts: number[] = [];
  for (const field of fields) {
    const value = body[field];
    if (value === undefined || value === null) continue;
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
      throw new DomainError('invalid_input', `${field}: Write a whole number.`);
    }
    counts.push(value);
  }
  return counts;
};

const answerTokensLimit = 10_000_000;

/** The largest where several are named: which of them a supplier goes by, only that supplier knows. */
const outputLimit = (body: JsonObject): number | null => {
  const limits = countsOf(body, limitFields).filter((limit) => limit > 0);
  return limits.length === 0 ? null : Math.min(Math.max(...limits), answerTokensLimit);
};

const answersMax = 1000;

/** `n` of chat completions, and `best_of` of servers that still know it: all that are written are billed. */
const answersOf = (body: JsonObject): number => {
  const answers = Math.max(1, ...countsOf(body, ['n', 'best_of']));
  if (answers <= answersMax) return answers;
  throw new DomainError('invalid_input', `n: Ask for at most ${answersMax} answers at once.`);
};

const predictedTokens = ({ prediction }: JsonObject): number =>
  prediction === undefined || prediction === null ? 0 : tokensAtMost(Buffer.from(JSON.stringify(prediction)));

const hasField = (value: JsonValue | undefined, ...path: readonly string[]): boolean => {
  let at: JsonValue | undefined = value;
  for (const field of path) at = typeof at === 'object' && at !== null && !Array.isArray(at) ? at[field] : undefined;
  return at !== undefined && at !== null;
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
  const { type, name, function: described } = tool;
  // Without a type it is a client's where it has a name, or says what to call.
  if (type === undefined || type === null) return typeof name !== 'string' && typeof described !== 'object';
  return typeof type !== 'string' || !(clientTools.has(type) || clientToolOfAnthropic.test(type));
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

/** The context is written anew by the supplier where it grows too long: read once more, and not only what was sent. */
const compacts = ({ context_management: management }: JsonObject): boolean =>
  management !== undefined && management !== null && JSON.stringify(management).includes('compact');

const isHostedField = (value: JsonValue | undefined): boolean => value !== undefined && value !== null && value !== '';

const usesHosted = ({ body, endpoint }: ModelCall, content: CallContent, tools: readonly JsonValue[]): boolean =>
  tools.length > 0 ||
  hostedFields.some((field) => isHostedField(body[field])) ||
  (endpoint !== 'embeddings' && content.refersElsewhere) ||
  compacts(body);

/** As many as Anthropic lets its tools be used before it asks whether to go on. */
const usesDefault = 10;

/** Null where the call does not limit them all. */
const usesLimit = (body: JsonObject, tools: readonly JsonValue[]): number | null => {
  const [limit] = countsOf(body, ['max_tool_calls']);
  if (limit !== undefined) return Math.max(1, Math.min(limit, 1000));
  let uses = 0;
  for (const tool of tools) {
    const of = typeof tool === 'object' && tool !== null && !Array.isArray(tool) ? tool.max_uses : undefined;
    if (typeof of !== 'number' || !Number.isSafeInteger(of) || of < 1 || of > 1000) return null;
    uses += of;
  }
  return uses === 0 ? null : uses;
};

/** Without any tool there is one look at what is stored or named elsewhere. */
const usesMaxOf = (limit: number | null, tools: readonly JsonValue[]): number =>
  limit ?? (tools.length === 0 ? 1 : usesDefault);

const isSchemaAsked = (body: JsonObject): boolean =>
  hasField(body, 'response_format', 'json_schema') ||
  hasField(body, 'text', 'format', 'schema') ||
  hasField(body, 'output_config', 'format');

const capabilitiesOf = ({ body }: ModelCall, content: CallContent): Requirement[] => [
  ...(Array.isArray(body.tools) && body.tools.length > 0 ? ['tools' as const] : []),
  ...(isSchemaAsked(body) ? ['structured_output' as const] : []),
  ...(content.images > 0 ? ['vision' as const] : []),
];

const isSwitch = (value: JsonValue | undefined): boolean =>
  value === undefined || value === null || typeof value === 'boolean';

/** Throws `invalid_input` where a number or a switch is written as something else. */
export const factsOf = (call: ModelCall): CallFacts => {
  const { body, endpoint } = call;
  if (!isSwitch(body.stream)) throw new DomainError('invalid_input', 'stream: Write true or false.');
  const content = contentOf(body);
  const tools = Array.isArray(body.tools) ? body.tools.filter(isHostedTool) : [];
  const isHosted = usesHosted(call, content, tools);
  const uses = usesLimit(body, tools);
  const isEmbedding = endpoint === 'embeddings';
  const wordTokens = Math.ceil(bytesOfWords(call, content) / bytesPerToken);
  const own = isEmbedding ? ['embeddings' as const] : capabilitiesOf(call, content);
  const hosted = isHosted ? ['hosted_tools' as const] : [];
  return {
    isStream: !isEmbedding && body.stream === true,
    includesUsage: isTrue(body.stream_options, 'include_usage'),
    wordTokens,
    inputTokens: wordTokens + (content.images + content.files) * fileTokens,
    inputTokensMax: inputTokensMaxOf(call, content, isHosted),
    extraOutputTokens: predictedTokens(body),
    hostedUsesMax: isHosted ? usesMaxOf(uses, tools) : 0,
    limitsUses: uses !== null,
    answerTokensMax: isEmbedding ? 0 : outputLimit(body),
    answers: answersOf(body) * (compacts(body) ? 2 : 1),
    capabilities: [
      ...own,
      ...hosted,
      ...priceRequirementsOf(endpoint, body, content, tools),
      ...betaRequirements(call),
    ],
  };
};

const isTrue = (value: JsonValue | undefined, field: string): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && value[field] === true;
