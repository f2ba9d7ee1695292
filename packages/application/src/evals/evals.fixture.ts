import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { newId } from '@switchyard/db';
import {
  type DatasetId,
  datasetIdSchema,
  type EvalRunId,
  type TaskSpec,
  taskSpecSchema,
  type UserActor,
} from '@switchyard/domain';
import { defineWorkflow } from '../../test/publish-definition.ts';
import type { App } from '../app.ts';
import { createSupplier } from '../suppliers/index.ts';
import { createTask, publishTask } from '../tasks/index.ts';
import { createDataset, startEval, uploadCases } from './index.ts';
import { type PlannedEval, planEval } from './plan-eval.ts';

/** A model server whose answers the test decides, and that counts what it was asked. */
export interface ModelServer {
  readonly url: string;
  readonly host: string;
  /** `model text`, in the order of asking. */
  readonly asked: string[];
  /** Decides the answer; throwing gives a status 500. A promise holds the answer back. */
  answer: (model: string, text: string, prompt: string) => unknown;
  close(): Promise<void>;
}

const readBody = async (request: AsyncIterable<Buffer>): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
};

export const startModelServer = async (): Promise<ModelServer> => {
  const asked: string[] = [];
  const holder: Pick<ModelServer, 'answer'> = { answer: () => ({}) };
  const server = createServer(async (request, response) => {
    const body: { model: string; messages: { content: string }[] } = JSON.parse(await readBody(request));
    const prompt = JSON.stringify(body.messages);
    const text = /case-\d+/.exec(prompt)?.[0] ?? '';
    asked.push(`${body.model} ${text}`);
    try {
      const content = JSON.stringify(await holder.answer(body.model, text, prompt));
      const message = { role: 'assistant', content };
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          id: 'x',
          object: 'chat.completion',
          created: 1,
          model: body.model,
          choices: [{ index: 0, message, finish_reason: 'stop' }],
          usage: { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 },
        }),
      );
    } catch {
      response.statusCode = 500;
      response.end('{"error":{"message":"down"}}');
    }
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    host: `127.0.0.1:${port}`,
    asked,
    get answer() {
      return holder.answer;
    },
    set answer(answer) {
      holder.answer = answer;
    },
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
};

const labels = ['refund', 'delivery'] as const;
/** What is right for `case-7`. */
export const labelOf = (text: string): string => labels[Number(text.slice(5)) % 2] ?? 'refund';

export const triage: TaskSpec = taskSpecSchema.parse({
  slug: 'triage',
  name: 'Triage',
  instructions: 'Say what it is about.',
  input: { type: 'object', required: ['text'], properties: { text: { type: 'string' } } },
  output: { type: 'object', required: ['label'], properties: { label: { type: 'string' } } },
  dataClass: 'internal',
  maxOutputTokens: 100,
});

export const linesOf = (count: number, from = 0): string =>
  Array.from({ length: count }, (_, index) => {
    const text = `case-${from + index}`;
    return JSON.stringify({ input: { text }, expected: { label: labelOf(text) } });
  }).join('\n');

const model = (key: string, microUsd: number) => ({
  key,
  name: key,
  contextTokens: 32_000,
  capabilities: ['structured_output' as const],
  price: { inputMicroUsdPerMTok: microUsd, outputMicroUsdPerMTok: microUsd, version: 'test' },
});

/** A published task, a dear and a cheap model on one server, and a dataset with so many cases. */
export const prepare = async (app: App, actor: UserActor, server: ModelServer, cases: number): Promise<DatasetId> => {
  await createSupplier(app, actor, {
    slug: 'lab',
    name: 'Lab',
    kind: 'openai-compatible',
    baseUrl: server.url,
    dataClassMax: 'internal',
    models: [model('dear', 10_000_000), model('cheap', 1_000_000)],
  });
  await createTask(app, actor, { spec: triage });
  await publishTask(app, actor, { slug: 'triage' });
  const { id } = await createDataset(app, actor, { taskSlug: 'triage', name: 'Cases' });
  const datasetId = datasetIdSchema.parse(id);
  if (cases > 0) await uploadCases(app, actor, { datasetId, format: 'jsonl', content: linesOf(cases) });
  return datasetId;
};

export const swap = { incumbent: { candidateRef: 'lab/dear' }, challenger: { candidateRef: 'lab/cheap' } } as const;

export const planSwap = (app: App, actor: UserActor, datasetId: DatasetId, more: object = {}): Promise<PlannedEval> =>
  planEval(app, actor, { evalRunId: newId<EvalRunId>(), datasetId, ...swap, ...more });

export const startSwap = async (
  app: App,
  actor: UserActor,
  datasetId: DatasetId,
  more: object = {},
): Promise<EvalRunId> => {
  const evalRunId = newId<EvalRunId>();
  const { estimate } = await planSwap(app, actor, datasetId, { ...more, evalRunId });
  await startEval(app, actor, { evalRunId, atMostMicroUsd: estimate.atMostMicroUsd });
  return evalRunId;
};

/** Start, the task, end. */
export const triageFlow = defineWorkflow(
  [
    { id: 'start', kind: 'start', config: { input: { type: 'object', properties: { text: { type: 'string' } } } } },
    { id: 'read', kind: 'task', config: { task: 'triage', input: [{ name: 'text', value: 'input.text' }] } },
    { id: 'done', kind: 'end', config: {} },
  ],
  [
    { from: 'start', to: 'read' },
    { from: 'read', to: 'done' },
  ],
);
