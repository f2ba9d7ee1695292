import { type DraftDefinition, type DraftNode, nodePorts } from '@switchyard/domain';
import type { ElkNode } from 'elkjs/lib/elk-api.js';
import { groupEdgesByOrigin } from '../../graph/graph-definition.ts';
import { portPlace } from '../../graph/node-geometry.ts';
import { type Point, sizeOfNode } from '../model/placement.ts';

const options = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.layered.spacing.nodeNodeBetweenLayers': '110',
  'elk.spacing.nodeNode': '40',
  'elk.spacing.edgeNode': '28',
  'elk.layered.spacing.edgeNodeBetweenLayers': '28',
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.cycleBreaking.strategy': 'MODEL_ORDER',
};

/**
 * Every node before what follows it, loops aside (reverse postorder of a walk from the start), so that the layout turns
 * the edges of loops around and no others.
 */
const inReadingOrder = (draft: DraftDefinition): readonly DraftNode[] => {
  const known = new Map(draft.nodes.map((node) => [node.id, node]));
  const byOrigin = groupEdgesByOrigin(draft.edges);
  const seen = new Set<string>();
  const finished: DraftNode[] = [];
  const walk = (node: DraftNode) => {
    if (seen.has(node.id)) return;
    seen.add(node.id);
    for (const edge of (byOrigin.get(node.id) ?? []).toReversed()) {
      const next = known.get(edge.to);
      if (next) walk(next);
    }
    finished.push(node);
  };
  const starts = draft.nodes.filter((node) => node.kind === 'start');
  for (const node of [...draft.nodes.filter((each) => each.kind !== 'start').toReversed(), ...starts].toReversed())
    walk(node);
  return finished.toReversed();
};

/** On the grid, so that what is level by a hair is level. */
const onGrid = (value: number): number => Math.round(value / 10) * 10;

const toElk = (draft: DraftDefinition): ElkNode => ({
  id: 'root',
  layoutOptions: options,
  children: inReadingOrder(draft).map((node) => {
    const ports = nodePorts[node.kind];
    return {
      id: node.id,
      ...sizeOfNode(draft, node),
      layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
      ports: [
        { id: `${node.id}:in`, x: 0, y: 30, width: 1, height: 1 },
        ...ports.map((port) => {
          const { x, y } = portPlace(node.kind, ports, port);
          return { id: `${node.id}:${port}`, x, y, width: 1, height: 1 };
        }),
      ],
    };
  }),
  edges: draft.edges.map((edge) => ({
    id: edge.id,
    sources: [`${edge.from}:${edge.port}`],
    targets: [`${edge.to}:in`],
  })),
});

/** Places for all nodes: layers from left to right. Computed off the main thread; the library is loaded on first use. */
export const layoutDraft = async (draft: DraftDefinition): Promise<ReadonlyMap<string, Point>> => {
  const { default: Elk } = await import('elkjs/lib/elk-api.js');
  const elk = new Elk({ workerFactory: () => new Worker(new URL('elkjs/lib/elk-worker.min.js', import.meta.url)) });
  try {
    const { children = [] } = await elk.layout(toElk(draft));
    return new Map(children.map(({ id, x = 0, y = 0 }) => [id, { x: onGrid(x), y: onGrid(y) }]));
  } finally {
    elk.terminateWorker();
  }
};
