import { type Definition, definitionSchema, type NodeKind } from '@switchyard/domain';

const configs: Record<NodeKind, unknown> = {
  start: {},
  set: { assignments: [{ name: 'a', value: '1' }] },
  decision: {},
  decisionTable: { inputs: [{ label: 'a', value: '1' }], outputs: ['o'], rules: [{ when: [''], output: ['1'] }] },
  task: { task: 'read' },
  approval: { title: 'Ok?', stages: [{ name: 'one', who: { roles: ['approver'] } }] },
  http: { url: 'https://example.com' },
  wait: { for: 'PT1M' },
  script: { code: 'export const main = (input) => input;' },
  receive: { message: 'ping' },
  condition: { when: 'true' },
  send: { message: 'ping' },
  subworkflow: { workflow: 'other' },
  forEach: { items: 'input.items' },
  loop: {},
  region: {},
  race: {},
  parallelSplit: {},
  inclusiveSplit: {},
  join: {},
  cancel: { nodes: ['nobody'] },
  compensate: {},
  end: {},
};

/** `'a>b'` is an edge of port `out`; `'a:failed>b'` leaves from another port. Edge ids are the texts themselves. */
export const buildDefinition = (nodes: Record<string, NodeKind>, edges: readonly string[]): Definition =>
  definitionSchema.parse({
    v: 1,
    nodes: Object.entries(nodes).map(([id, kind]) => ({
      id,
      kind,
      name: id,
      position: { x: 0, y: 0 },
      config: configs[kind],
    })),
    edges: edges.map((id) => {
      const [source = '', to = ''] = id.split('>');
      const [from = '', port = 'out'] = source.split(':');
      return { id, from, to, port };
    }),
  });
