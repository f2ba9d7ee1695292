import { type Definition, type DefinitionSettings, definitionSchema, type NodeKind } from '@switchyard/domain';

const configs: Record<NodeKind, object> = {
  start: {},
  set: { assignments: [{ name: 'a', value: '1' }] },
  decision: {},
  decisionTable: { inputs: [{ label: 'a', value: '1' }], outputs: ['o'], rules: [{ when: [''], output: ['1'] }] },
  task: { task: 'read' },
  agent: { task: 'read' },
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

interface DetailedNode {
  readonly kind: NodeKind;
  /** Laid over the kind's simplest config. */
  readonly config?: object;
  readonly boundary?: readonly object[];
}
export type NodeSpec = NodeKind | DetailedNode;

const drawNode = ([id, spec]: [string, NodeSpec]) => {
  const { kind, config, boundary }: DetailedNode = typeof spec === 'string' ? { kind: spec } : spec;
  return {
    id,
    kind,
    name: id,
    position: { x: 0, y: 0 },
    config: { ...configs[kind], ...config },
    ...(boundary ? { boundary } : {}),
  };
};

/** `'a>b'` is an edge of port `out`; `'a:failed>b'` leaves from another port. Edge ids are the texts themselves. */
export const buildDefinition = (
  nodes: Record<string, NodeSpec>,
  edges: readonly string[],
  settings?: Partial<DefinitionSettings>,
): Definition =>
  definitionSchema.parse({
    v: 1,
    nodes: Object.entries(nodes).map(drawNode),
    edges: edges.map((id) => {
      const [source = '', to = ''] = id.split('>');
      const [from = '', port = 'out'] = source.split(':');
      return { id, from, to, port };
    }),
    ...(settings ? { settings } : {}),
  });
