import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server as McpServer } from '@modelcontextprotocol/sdk/server/index.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import type {
  AgentTool,
  JsonObject,
  JsonValue,
  NodeConfig,
  OrganisationId,
  RunId,
  UserActor,
} from '@switchyard/domain';
import { definitionSettingsSchema, taskSpecSchema } from '@switchyard/domain';
import { drain } from '../../test/drain.ts';
import { defineWorkflow, publishDefinition } from '../../test/publish-definition.ts';
import type { App } from '../app.ts';
import { getRun } from '../runs/get-run.ts';
import { startRun } from '../runs/start-run.ts';
import { createSupplier } from '../suppliers/create-supplier.ts';
import { createTask } from '../tasks/create-task.ts';
import { publishTask } from '../tasks/publish-task.ts';
import { listServerTools } from '../tool-servers/list-server-tools.ts';
import { registerToolServer } from '../tool-servers/register-tool-server.ts';
import { listAgentTurns } from './list-agent-turns.ts';

const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const close = (server: Server): Promise<void> =>
  new Promise((closed) => {
    server.closeAllConnections();
    server.close(() => closed());
  });

const readJson = async (request: IncomingMessage): Promise<JsonValue> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  const text = Buffer.concat(parts).toString('utf8');
  return text === '' ? null : JSON.parse(text);
};

interface TestTool {
  readonly name: string;
  description: string;
  readonly inputSchema: JsonObject & { type: 'object' };
}

export interface ReceivedCall {
  readonly tool: string;
  readonly arguments: unknown;
  readonly key: unknown;
}

/** A real MCP server on this machine, that notes what it was asked. */
export interface ToolServer {
  readonly url: string;
  readonly host: string;
  readonly tools: TestTool[];
  readonly calls: ReceivedCall[];
  /** Headers of the last request. */
  headers: IncomingMessage['headers'];
  answer: (tool: string, given: unknown) => Promise<string> | string;
  /** Takes a request before the protocol does; true: it has been answered. */
  intercept: (body: JsonValue, response: ServerResponse) => boolean;
  close(): Promise<void>;
}

const order: TestTool = {
  name: 'order_status',
  description: 'Says where an order is.',
  inputSchema: {
    type: 'object',
    properties: { order: { type: 'string', pattern: '^A-[0-9]+$' } },
    required: ['order'],
    additionalProperties: false,
  },
};
const refund: TestTool = {
  name: 'refund',
  description: 'Pays money back.',
  inputSchema: {
    type: 'object',
    properties: { order: { type: 'string' }, amount: { type: 'number', maximum: 1000 } },
    required: ['order', 'amount'],
  },
};

export const startToolServer = async (): Promise<ToolServer> => {
  const state: Omit<ToolServer, 'url' | 'host' | 'close'> = {
    tools: [{ ...order }, { ...refund }],
    calls: [],
    headers: {},
    answer: (tool) => `${tool}: all is well`,
    intercept: () => false,
  };
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    state.headers = request.headers;
    const body = await readJson(request);
    if (state.intercept(body, response)) return;
    const mcp = new McpServer({ name: 'test', version: '1' }, { capabilities: { tools: {} } });
    mcp.setRequestHandler(ListToolsRequestSchema, () => ({ tools: state.tools }));
    mcp.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
      const { name: tool, arguments: given, _meta } = params;
      state.calls.push({ tool, arguments: given, key: _meta?.['switchyard/idempotencyKey'] });
      return { content: [{ type: 'text' as const, text: await state.answer(tool, given) }] };
    });
    const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
    await mcp.connect(transport as unknown as Transport);
    await transport.handleRequest(request, response, body);
  };
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  const host = await listen(server);
  return Object.assign(state, { url: `http://${host}/mcp`, host, close: () => close(server) });
};

export interface ModelMessage {
  readonly role: string;
  readonly content: string | null;
}
export type ModelReply =
  | { readonly calls: readonly { readonly name: string; readonly arguments: JsonValue }[] }
  | { readonly answer: JsonValue };

/** A model that is scripted by the test: asked with the messages and the names of the tools. */
export interface ScriptedModel {
  readonly url: string;
  readonly host: string;
  readonly asked: {
    readonly messages: readonly ModelMessage[];
    readonly tools: readonly string[];
    readonly choice: unknown;
  }[];
  reply: (turn: number, messages: readonly ModelMessage[]) => ModelReply | Promise<ModelReply>;
  close(): Promise<void>;
}

interface ChatBody {
  readonly model: string;
  readonly messages: ModelMessage[];
  readonly tools?: { function: { name: string } }[];
  readonly tool_choice?: unknown;
}

const messageOf = (reply: ModelReply, turn: number) =>
  'answer' in reply
    ? { role: 'assistant', content: JSON.stringify(reply.answer) }
    : {
        role: 'assistant',
        content: null,
        tool_calls: reply.calls.map((call, index) => ({
          id: `call_${turn}_${index}`,
          type: 'function',
          function: { name: call.name, arguments: JSON.stringify(call.arguments) },
        })),
      };

export const startScriptedModel = async (): Promise<ScriptedModel> => {
  const state: Omit<ScriptedModel, 'url' | 'host' | 'close'> = {
    asked: [],
    reply: () => ({ answer: { done: 'yes' } }),
  };
  const server = createServer(async (request, response) => {
    const body = (await readJson(request)) as unknown as ChatBody;
    const tools = (body.tools ?? []).map((tool) => tool.function.name);
    state.asked.push({ messages: body.messages, tools, choice: body.tool_choice });
    const turn = body.messages.filter(({ role }) => role === 'assistant').length + 1;
    const reply = await state.reply(turn, body.messages);
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        id: 'x',
        object: 'chat.completion',
        created: 1,
        model: body.model,
        choices: [
          { index: 0, message: messageOf(reply, turn), finish_reason: 'calls' in reply ? 'tool_calls' : 'stop' },
        ],
        usage: { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 },
      }),
    );
  });
  const host = await listen(server);
  return Object.assign(state, { url: `http://${host}/v1`, host, close: () => close(server) });
};

/** A task with one text as its answer, a model that calls tools, a tool server whose tools have been listed. */
export const prepareAgents = async (
  app: App,
  actor: UserActor,
  { model, server }: { readonly model: ScriptedModel; readonly server: ToolServer },
): Promise<ReadonlyMap<string, string>> => {
  await createSupplier(app, actor, {
    slug: 'lab',
    name: 'Lab',
    kind: 'openai-compatible',
    baseUrl: model.url,
    dataClassMax: 'internal',
    models: [
      {
        key: 'scripted',
        name: 'Scripted',
        contextTokens: 32_000,
        capabilities: ['tools'],
        price: { inputMicroUsdPerMTok: 1_000_000, outputMicroUsdPerMTok: 1_000_000, version: 'test' },
      },
    ],
  });
  const spec = taskSpecSchema.parse({
    slug: 'help',
    name: 'Help',
    instructions: 'Help the customer.',
    input: { type: 'object', properties: { order: { type: 'string' } } },
    output: { type: 'object', required: ['done'], properties: { done: { type: 'string' } } },
    checks: [{ kind: 'rule', name: 'Done', expression: 'output.done == "yes"' }],
    dataClass: 'internal',
    maxOutputTokens: 100,
  });
  await createTask(app, actor, { spec });
  await publishTask(app, actor, { slug: 'help' });
  await registerToolServer(app, actor, {
    spec: { slug: 'shop', name: 'Shop', url: server.url, dataClassMax: 'internal', timeoutMs: 2000 },
    token: 'shop-token-0123456789',
  });
  const { tools } = await listServerTools(app, actor, { slug: 'shop' });
  return new Map(tools.map(({ name, digest }) => [name, digest]));
};

export const shopTool = (
  digests: ReadonlyMap<string, string>,
  tool: string,
  more: Partial<Extract<AgentTool, { kind: 'mcp' }>> = {},
): AgentTool => ({
  kind: 'mcp',
  server: 'shop',
  tool,
  digest: digests.get(tool) ?? '',
  permission: 'allowed',
  isRepeatable: false,
  ...more,
});

/** Start, the agent step, end; its first step waits for a worker. */
export const beginAgent = async (
  app: App,
  actor: UserActor,
  config: Partial<NodeConfig<'agent'>> & { readonly tools: AgentTool[] },
  onFailure: 'fail' | 'hold' = 'fail',
): Promise<{ readonly runId: RunId; readonly organisationId: OrganisationId }> => {
  const { organisationId } = actor;
  const definition = defineWorkflow(
    [
      { id: 'start', kind: 'start', config: {} },
      { id: 'help', kind: 'agent', name: 'Help', config: JSON.parse(JSON.stringify({ task: 'help', ...config })) },
      { id: 'done', kind: 'end', config: { output: [{ name: 'answer', value: 'steps.help.output.done' }] } },
    ],
    [
      { from: 'start', to: 'help' },
      { from: 'help', to: 'done' },
    ],
  );
  const slug = await publishDefinition(app, organisationId, {
    ...definition,
    settings: definitionSettingsSchema.parse({ onFailure }),
  });
  const { runId } = await startRun(app, actor, { workflowSlug: slug, input: { order: 'A-7' } });
  return { runId, organisationId };
};

/** The same, done as far as it goes. */
export const startAgent = async (...given: Parameters<typeof beginAgent>): ReturnType<typeof beginAgent> => {
  const started = await beginAgent(...given);
  await drain(given[0], started.organisationId);
  return started;
};

/** How the run stands, with its agent step and that step's turns. */
export const readAgent = async (app: App, actor: UserActor, runId: RunId) => {
  const run = await getRun(app, actor, { runId });
  const step = run.steps.find(({ kind }) => kind === 'agent');
  if (!step) throw new Error('the run has no agent step');
  const turns = await listAgentTurns(app, actor, { runId, stepId: step.id });
  return { run, step, turns, calls: turns.flatMap(({ calls }) => calls) };
};
