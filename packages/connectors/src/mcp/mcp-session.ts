import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { JsonSchemaValidator, jsonSchemaValidator } from '@modelcontextprotocol/sdk/validation';
import { DomainError, type JsonObject, type JsonValue, jsonObjectSchema, jsonValueSchema } from '@switchyard/domain';
import type { GuardedFetch } from '../guarded-fetch.ts';
import { limitReply } from './limit-reply.ts';
import { type McpFailure, toMcpFailure } from './mcp-failure.ts';

export interface McpServer {
  /** Streamable HTTP. */
  readonly url: string;
  /** Sent as `Authorization: Bearer …`. */
  readonly token: string | null;
  /** Longest wait for the answer to one message. */
  readonly timeoutMs: number;
}

/** A tool as its server describes it. */
export interface McpTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: JsonObject;
  /** The server says that it changes nothing: a hint and nothing more. */
  readonly saysReadOnly: boolean;
}

export interface McpCall {
  readonly tool: string;
  readonly arguments: JsonObject;
  /** Passed on in `_meta`, so that the server can recognise a repeat. */
  readonly idempotencyKey: string;
}

export type McpOutcome =
  | { readonly kind: 'answered'; readonly result: JsonValue; readonly text: string; readonly isError: boolean }
  | { readonly kind: 'failed'; readonly failure: McpFailure };

export interface McpSession {
  /** Throws DomainErrors `upstream_failed`, `upstream_timeout`, `too_large`, `address_refused`. */
  listTools(): Promise<McpTool[]>;
  /** Never throws for what the server does. */
  callTool(call: McpCall): Promise<McpOutcome>;
}

const replyBytesMax = 2_000_000;
const toolsMax = 500;
const pagesMax = 20;

/** Key of `_meta` for the idempotency key: a prefix of our own, as the protocol asks for. */
const metaKey = 'switchyard/idempotencyKey';

/**
 * Every message is a POST that is answered in time, also one that the SDK would wait for without end: the stream a server could
 * open towards us is not asked for.
 */
const boundFetch =
  (guardedFetch: GuardedFetch, timeoutMs: number, signal: AbortSignal): GuardedFetch =>
  async (input, init) => {
    if ((init?.method ?? 'GET').toUpperCase() === 'GET') return new Response(null, { status: 405 });
    const signals = [signal, AbortSignal.timeout(timeoutMs), ...(init?.signal ? [init.signal] : [])];
    return limitReply(await guardedFetch(input, { ...init, signal: AbortSignal.any(signals) }), replyBytesMax);
  };

/** What a server answers is read as it is: schemas of results, which it also describes, are not run. */
const unchecked: jsonSchemaValidator = {
  getValidator:
    <Value>(): JsonSchemaValidator<Value> =>
    (input) => ({
      valid: true,
      data: input as Value,
      errorMessage: undefined,
    }),
};

const textOf = (content: readonly unknown[]): string =>
  content
    .map((part) => {
      const { type, text } = jsonObjectSchema.safeParse(part).data ?? {};
      return type === 'text' && typeof text === 'string' ? text : `[${typeof type === 'string' ? type : 'something'}]`;
    })
    .join('\n');

const readResult = (raw: unknown): McpOutcome => {
  const result = jsonObjectSchema.parse(JSON.parse(JSON.stringify(raw)));
  const content = Array.isArray(result.content) ? result.content : [];
  const structured = jsonValueSchema.safeParse(result.structuredContent).data;
  const text = content.length > 0 ? textOf(content) : JSON.stringify(structured ?? null);
  const kept = { content, ...(structured === undefined ? {} : { structuredContent: structured }) };
  return { kind: 'answered', result: kept, text, isError: result.isError === true };
};

const listAll = async (client: Client, options: { timeout: number; signal: AbortSignal }): Promise<McpTool[]> => {
  const tools: McpTool[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    const listed = await client.listTools(cursor === undefined ? {} : { cursor }, options);
    for (const { name, description = '', inputSchema: schema, annotations } of listed.tools) {
      const inputSchema = jsonObjectSchema.parse(JSON.parse(JSON.stringify(schema)));
      jsonObjectSchema.parse({ name, description });
      tools.push({ name, description, inputSchema, saysReadOnly: annotations?.readOnlyHint === true });
    }
    cursor = listed.nextCursor;
    if (tools.length > toolsMax) break;
    if (cursor === undefined) return tools;
  }
  throw new DomainError('too_large', `The tool server lists more than ${toolsMax} tools.`);
};

const connect = async (guardedFetch: GuardedFetch, { url, token, timeoutMs }: McpServer, signal: AbortSignal) => {
  // Loaded at first use: a process that calls no tool saves the memory.
  const [{ Client: McpClient }, { StreamableHTTPClientTransport }] = await Promise.all([
    import('@modelcontextprotocol/sdk/client/index.js'),
    import('@modelcontextprotocol/sdk/client/streamableHttp.js'),
  ]);
  const client = new McpClient(
    { name: 'switchyard', version: '1' },
    { capabilities: {}, jsonSchemaValidator: unchecked },
  );
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    fetch: boundFetch(guardedFetch, timeoutMs, signal),
    requestInit: { headers: token === null ? {} : { authorization: `Bearer ${token}` } },
    reconnectionOptions: {
      maxRetries: 0,
      initialReconnectionDelay: 1000,
      maxReconnectionDelay: 1000,
      reconnectionDelayGrowFactor: 1,
    },
  });
  // The SDK's own class does not fit its interface under exact optional properties.
  await client.connect(transport as unknown as Transport, { timeout: timeoutMs, signal });
  return client;
};

/**
 * Does `work` in one session with an MCP server over streamable HTTP, through the guarded fetch. No process is started,
 * no stream is kept, nothing the server asks of us is done. Throws as `listTools` does when no session comes about.
 */
export const withMcpSession = async <Value>(
  guardedFetch: GuardedFetch,
  server: McpServer,
  signal: AbortSignal,
  work: (session: McpSession) => Promise<Value>,
): Promise<Value> => {
  const { host } = new URL(server.url);
  const options = { timeout: server.timeoutMs, maxTotalTimeout: server.timeoutMs, signal };
  const told = (thrown: unknown): never => {
    signal.throwIfAborted();
    throw toMcpFailure(thrown, host).error;
  };
  const client = await connect(guardedFetch, server, signal).catch(told);
  try {
    return await work({
      listTools: () => listAll(client, options).catch(told),
      callTool: async ({ tool, arguments: given, idempotencyKey }) => {
        const call = { name: tool, arguments: given, _meta: { [metaKey]: idempotencyKey } };
        try {
          return readResult(await client.callTool(call, undefined, options));
        } catch (thrown) {
          signal.throwIfAborted();
          return { kind: 'failed', failure: toMcpFailure(thrown, host) };
        }
      },
    });
  } finally {
    await client.close().catch(() => undefined);
  }
};
