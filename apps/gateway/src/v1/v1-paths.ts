import type { JsonObject } from '@switchyard/domain';

const headers = [
  {
    name: 'x-switchyard-data-class',
    description: 'public, internal, confidential or restricted: raises the class of the key, never lowers it.',
  },
  {
    name: 'cache-control',
    description:
      'no-cache: asked anew. no-store: neither given from the cache nor kept. max-age=N: no older than N seconds.',
  },
  { name: 'x-switchyard-timeout-ms', description: 'Longest wait for one attempt. Default 600000.' },
].map((header) => ({ ...header, in: 'header', required: false, schema: { type: 'string' } }));

const text = (description: string): JsonObject => ({ description, schema: { type: 'string' } });

const answerHeaders: JsonObject = {
  'x-switchyard-model': text('Who really answered: supplier/model.'),
  'x-switchyard-receipt': text('Id of the receipt: GET /api/v1/receipts/{id}.'),
  'x-switchyard-cache': text('hit, miss or bypass, where the rules let answers be given again; a hit also has Age.'),
  'x-switchyard-saved-usd': text('Of a hit: what the answer had cost.'),
  'x-switchyard-cost-usd': text('What the call cost; of a stream the comment before its last event says it.'),
};

const body = (required: readonly string[]): JsonObject => ({
  type: 'object',
  description: 'As the lab documents it. What has no known price is refused with 422 (docs/sdk.md).',
  required: [...required],
  properties: {
    model: { type: 'string', description: 'supplier/model, task/slug or auto' },
    stream: { type: 'boolean' },
  },
  additionalProperties: true,
});

const call = (operationId: string, summary: string, required: readonly string[]): JsonObject => ({
  post: {
    operationId,
    summary,
    description:
      'For unmodified clients of the labs. Needs the scope models:call. Failures have the shape of the lab’s own.',
    tags: ['models'],
    parameters: headers,
    requestBody: { required: true, content: { 'application/json': { schema: body(required) } } },
    responses: {
      200: {
        description: 'The answer, whole or as server-sent events, in the format of the address.',
        headers: answerHeaders,
        content: {
          'application/json': { schema: { type: 'object' } },
          'text/event-stream': { schema: { type: 'string' } },
        },
      },
      default: {
        description: 'Refused, as the lab refuses.',
        content: { 'application/json': { schema: { type: 'object' } } },
      },
    },
  },
});

const answers: JsonObject = {
  200: { description: 'Done.', content: { 'application/json': { schema: { type: 'object' } } } },
  default: {
    description: 'Refused, as the lab refuses.',
    content: { 'application/json': { schema: { type: 'object' } } },
  },
};

const read = (operationId: string, summary: string, parameters: readonly JsonObject[]): JsonObject => ({
  get: {
    operationId,
    summary,
    description: 'Needs the scope models:call. In Anthropic’s shape for clients that send anthropic-version.',
    tags: ['models'],
    parameters: [...parameters],
    responses: answers,
  },
});

const count = (operationId: string, summary: string, required: readonly string[]): JsonObject => ({
  post: {
    operationId,
    summary,
    description:
      'An estimate, made here: nothing is sent to a supplier, stored or billed. Needs the scope models:call.',
    tags: ['models'],
    requestBody: { required: true, content: { 'application/json': { schema: body(required) } } },
    responses: answers,
  },
});

const modelId = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };

/** The addresses for clients of the labs' SDKs, for the OpenAPI document. They stand beside `/api/v1`, at the root. */
export const v1Paths = (gatewayUrl: string): JsonObject => {
  const at = (path: JsonObject): JsonObject => ({ servers: [{ url: gatewayUrl }], ...path });
  return {
    '/v1/chat/completions': at(call('createChatCompletion', 'Chat completion, as OpenAI’s', ['model', 'messages'])),
    '/v1/responses': at(call('createResponse', 'Response, as OpenAI’s', ['model', 'input'])),
    '/v1/messages': at(call('createMessage', 'Message, as Anthropic’s', ['model', 'messages', 'max_tokens'])),
    '/v1/embeddings': at(call('createEmbeddings', 'Vectors of texts, as OpenAI’s', ['model', 'input'])),
    '/v1/messages/count_tokens': at(count('countMessageTokens', 'How long a message would be', ['model', 'messages'])),
    '/v1/responses/input_tokens': at(
      count('countResponseTokens', 'How long a response’s input would be', ['model', 'input']),
    ),
    '/v1/models': at(read('listModels', 'What this key may name as a model', [])),
    '/v1/models/{id}': at(read('getModel', 'One of them', [modelId])),
  };
};
