import { type NodeKind, nodePorts } from '@switchyard/domain';
import type { GraphEdge, GraphNode } from './graph-definition.ts';
import { readText } from './read-config.ts';

/** Sizes are fixed so that layout, minimap and edges need no measuring of the page. In canvas pixels. */
export const nodeWidth = 220;
export const nodeHeadHeight = 60;
/** Up to here every node is in the page, so that Tab reaches each; beyond, only what is in view. */
export const drawAllUpTo = 200;
export const portRowHeight = 24;
const portRowsPadding = 6;

/** Ports drawn as labelled rows; every other kind has its one way out in the middle of its side. */
export const hasPortRows = (kind: NodeKind): boolean => kind === 'approval';

/** Ports worth drawing: those that can be taken, and those an edge already leaves from. */
export const listVisiblePorts = (node: GraphNode, outgoing: readonly GraphEdge[]): readonly string[] => {
  const isConnected = (port: string) => outgoing.some((edge) => edge.port === port);
  return nodePorts[node.kind].filter((port) => {
    if (node.kind !== 'approval' || isConnected(port)) return true;
    if (port === 'changes') return Reflect.get(node.config, 'allowsChanges') !== false;
    return port !== 'expired' || readText(node.config, 'deadline') !== '';
  });
};

export const nodeHeight = (kind: NodeKind, ports: readonly string[]): number =>
  hasPortRows(kind) ? nodeHeadHeight + ports.length * portRowHeight + portRowsPadding : nodeHeadHeight;

export interface PortPlace {
  readonly port: string;
  readonly side: 'right' | 'bottom';
  readonly x: number;
  readonly y: number;
}

/** Where edges leave, relative to the node's top left corner. */
export const portPlace = (kind: NodeKind, ports: readonly string[], port: string): PortPlace => {
  if (hasPortRows(kind)) {
    const row = Math.max(0, ports.indexOf(port));
    return { port, side: 'right', x: nodeWidth, y: nodeHeadHeight + (row + 0.5) * portRowHeight };
  }
  if (port === 'failed') return { port, side: 'bottom', x: nodeWidth / 2, y: nodeHeadHeight };
  return { port, side: 'right', x: nodeWidth, y: nodeHeadHeight / 2 };
};

/** Where edges arrive: the middle of the head's left side. */
export const entryPlace = { x: 0, y: nodeHeadHeight / 2 } as const;
