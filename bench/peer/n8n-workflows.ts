/** A node of an n8n workflow, as its import format has it. */
interface Node {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly typeVersion: number;
  readonly webhookId?: string;
  readonly parameters: object;
}

export type PeerWorkflow = 'w1' | 'w2' | 'w3';

const webhook = (path: PeerWorkflow, responseMode: 'lastNode' | 'onReceived'): Node => ({
  id: `${path}-webhook`,
  name: 'Webhook',
  type: 'n8n-nodes-base.webhook',
  typeVersion: 2,
  webhookId: path,
  parameters: { httpMethod: 'POST', path, responseMode, options: {} },
});

const set = (name: string, expression: string): Node => ({
  id: name,
  name,
  type: 'n8n-nodes-base.set',
  typeVersion: 3.4,
  parameters: {
    assignments: { assignments: [{ id: name, name: 'total', type: 'number', value: `={{ ${expression} }}` }] },
    options: {},
  },
});

const isPositive: Node = {
  id: 'size',
  name: 'size',
  type: 'n8n-nodes-base.if',
  typeVersion: 2.2,
  parameters: {
    conditions: {
      options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
      combinator: 'and',
      conditions: [
        {
          id: 'positive',
          leftValue: '={{ $json.body.amount }}',
          rightValue: 0,
          operator: { type: 'number', operation: 'gt' },
        },
      ],
    },
    options: {},
  },
};

const gross: Node = {
  id: 'gross',
  name: 'gross',
  type: 'n8n-nodes-base.code',
  typeVersion: 2,
  parameters: {
    jsCode: 'return [{ json: { amount: Math.round($input.first().json.body.amount * 120) / 100 } }];',
  },
};

const post = (url: string): Node => ({
  id: 'post',
  name: 'post',
  type: 'n8n-nodes-base.httpRequest',
  typeVersion: 4.2,
  parameters: {
    method: 'POST',
    url,
    sendBody: true,
    specifyBody: 'json',
    jsonBody: '={{ JSON.stringify({ amount: $json.amount }) }}',
    options: {},
  },
});

const wait: Node = {
  id: 'gate',
  name: 'gate',
  type: 'n8n-nodes-base.wait',
  typeVersion: 1.1,
  webhookId: 'gate',
  parameters: { resume: 'webhook', httpMethod: 'POST', options: {} },
};

const workflow = (id: PeerWorkflow, nodes: readonly Node[]) => ({
  id,
  name: id,
  active: false,
  nodes: nodes.map((node, index) => ({ ...node, position: [index * 200, 0] })),
  connections: Object.fromEntries(
    nodes.slice(1).map(({ name }, index) => [nodes[index]?.name, { main: [[{ node: name, type: 'main', index: 0 }]] }]),
  ),
  settings: { executionOrder: 'v1', saveDataSuccessExecution: 'all', saveDataErrorExecution: 'all' },
});

/**
 * Our three workflows as n8n has them: a wait for a webhook stands for the approval, which n8n does not have. The first two answer
 * when their last node has ended, the third at once.
 */
export const peerWorkflows = (url: string) => [
  workflow('w1', [
    webhook('w1', 'lastNode'),
    set('one', '$json.body.amount + 1'),
    set('two', '$json.total * 2'),
    set('three', '$json.total - 3'),
    set('four', '$json.total / 4'),
    set('five', '$json.total + 5'),
  ]),
  workflow('w2', [
    webhook('w2', 'lastNode'),
    isPositive,
    gross,
    post(url),
    set('after', "$('Webhook').item.json.body.amount * 2"),
  ]),
  workflow('w3', [webhook('w3', 'onReceived'), wait, set('after', '$json.body.amount')]),
];
