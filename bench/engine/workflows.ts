import { createWorkflow, publishWorkflow } from '@switchyard/application';
import { draftDefinitionSchema } from '@switchyard/domain';
import type { BenchInstallation } from '../installation/open-installation.ts';

const input = { type: 'object', properties: { amount: { type: 'number' } }, required: ['amount'] };
const start = { id: 'start', kind: 'start', config: { input, triggers: [{ type: 'webhook' }] } };
const set = (id: string, value: string) => ({ id, kind: 'set', config: { assignments: [{ name: 'total', value }] } });
const end = { id: 'end', kind: 'end', config: { output: [{ name: 'total', value: 'vars.total' }] } };

interface Node {
  readonly id: string;
  readonly kind: string;
  readonly config: object;
}
interface Edge {
  readonly from: string;
  readonly to: string;
  readonly condition?: string;
  readonly isOtherwise?: boolean;
  readonly port?: string;
}

interface Graph {
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
}

const chain = (...ids: string[]): Edge[] => ids.slice(1).map((to, index) => ({ from: ids[index] ?? '', to }));

/** The three workflows that peers are measured with. `url` is a local server that answers 200. */
const definitions = (url: string): Record<WorkflowName, Graph> => ({
  W1: {
    nodes: [
      start,
      set('one', 'input.amount + 1.0'),
      set('two', 'vars.total * 2.0'),
      set('three', 'vars.total - 3.0'),
      set('four', 'vars.total / 4.0'),
      set('five', 'vars.total + 5.0'),
      end,
    ],
    edges: chain('start', 'one', 'two', 'three', 'four', 'five', 'end'),
  },
  W2: {
    nodes: [
      start,
      { id: 'size', kind: 'decision', config: {} },
      {
        id: 'gross',
        kind: 'script',
        config: {
          input: [{ name: 'amount', value: 'input.amount' }],
          code: 'export const main = ({ amount }) => ({ amount: Math.round(amount * 120) / 100 });',
        },
      },
      {
        id: 'post',
        kind: 'http',
        config: { method: 'POST', url, body: '{"amount": steps.gross.output.amount}', isIdempotent: true },
      },
      set('after', 'input.amount * 2.0'),
      end,
    ],
    edges: [
      { from: 'start', to: 'size' },
      { from: 'size', to: 'gross', condition: 'input.amount > 0.0' },
      { from: 'size', to: 'end', isOtherwise: true },
      ...chain('gross', 'post', 'after', 'end'),
    ],
  },
  W3: {
    nodes: [
      start,
      {
        id: 'gate',
        kind: 'approval',
        config: {
          title: 'Amount {{ text(input.amount) }}',
          stages: [{ name: 'Finance', who: { users: [], groups: ['Finance'], roles: [] }, approvalsNeeded: 1 }],
          facts: [{ label: 'Amount', value: 'input.amount' }],
        },
      },
      set('after', 'input.amount'),
      end,
    ],
    edges: [
      { from: 'start', to: 'gate' },
      { from: 'gate', to: 'after', port: 'approved' },
      { from: 'gate', to: 'end', port: 'rejected' },
      { from: 'gate', to: 'end', port: 'changes' },
      { from: 'gate', to: 'end', port: 'expired' },
      ...chain('after', 'end'),
    ],
  },
});

export type WorkflowName = 'W1' | 'W2' | 'W3';
export interface Webhook {
  readonly url: string;
  readonly secret: string;
}

/** A graph of as many set nodes in a row as a definition may have beside its start and end. */
export const longChain = (setNodes: number): Graph => {
  const ids = Array.from({ length: setNodes }, (_, index) => `n${index}`);
  return {
    nodes: [start, ...ids.map((id) => set(id, 'input.amount + 1.0')), end],
    edges: chain('start', ...ids, 'end'),
  };
};

/** What is done with each item of a list: a cheap node, or a call by a worker. */
export type ItemBody = 'set' | 'http';

/** A for-each over the list `items` of the input, twenty at a time, whose results are gathered. */
export const listGraph = (body: ItemBody, url: string): Graph => {
  const anything = { type: 'array', items: { type: 'object' } };
  const taken = { type: 'object', properties: { items: anything }, required: ['items'] };
  const each = {
    id: 'each',
    kind: 'forEach',
    config: { items: 'input.items', atOnce: 20, collect: body === 'set' ? 'vars.total' : 'item.amount' },
  };
  const call = {
    id: 'one',
    kind: 'http',
    config: { method: 'POST', url, body: '{"id": item.id}', isIdempotent: true },
  };
  return {
    nodes: [
      { id: 'start', kind: 'start', config: { input: taken, triggers: [{ type: 'webhook' }] } },
      each,
      body === 'set' ? set('one', 'item.amount * 2.0') : call,
      { id: 'end', kind: 'end', config: { output: [{ name: 'done', value: 'steps.each.output.completed' }] } },
    ],
    edges: [
      { from: 'start', to: 'each' },
      { from: 'each', port: 'body', to: 'one' },
      { from: 'one', to: 'each' },
      { from: 'each', to: 'end' },
    ],
  };
};

/** Creates and publishes a workflow as the demo's process owner would; returns where it is called. */
export const publishGraph = async (
  { app, person }: BenchInstallation,
  name: string,
  { nodes, edges }: Graph,
): Promise<Webhook> => {
  const owner = await person('petra@demo.local');
  const slug = `bench-${name.toLowerCase()}`;
  const definition = draftDefinitionSchema.parse({
    v: 1,
    nodes: nodes.map((node, index) => ({ name: node.id, ...node, position: { x: index * 200, y: 0 } })),
    edges: edges.map((edge, index) => ({ id: `e${index}`, ...edge })),
  });
  const file = { format: 'switchyard-workflow' as const, v: 1 as const, slug, name, description: '', definition };
  const { revision } = await createWorkflow(app, owner, { name, slug, from: { kind: 'file', file } });
  const { newWebhook } = await publishWorkflow(app, owner, { slug, note: 'To be measured.', revision });
  if (!newWebhook) throw new Error(`${name} was published without a webhook.`);
  return newWebhook;
};

/** The three workflows, published. */
export const publishWorkflows = async (
  installation: BenchInstallation,
  url: string,
): Promise<Record<WorkflowName, Webhook>> => {
  const graphs = definitions(url);
  return {
    W1: await publishGraph(installation, 'W1', graphs.W1),
    W2: await publishGraph(installation, 'W2', graphs.W2),
    W3: await publishGraph(installation, 'W3', graphs.W3),
  };
};
