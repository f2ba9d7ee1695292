import { containerNodeKinds, type NodeKind, nodePorts, portsOf } from '@switchyard/domain';
import type { GraphEdge, GraphNode } from './graph-definition.ts';
import { readText } from './read-config.ts';

/** Sizes are fixed so that layout, minimap and edges need no measuring of the page. In canvas pixels. */
export const nodeWidth = 220;
export const nodeHeadHeight = 60;
/** Up to here every node is in the page, so that Tab reaches each; beyond, only what is in view. */
export const drawAllUpTo = 200;
export const portRowHeight = 24;
const portRowsPadding = 6;

/** Ports on the lower border: what happens besides the ordinary way on. */
const lowerPorts: ReadonlySet<string> = new Set(['failed', 'compensate']);

const isLower = (kind: NodeKind, port: string): boolean => lowerPorts.has(port) || !nodePorts[kind].includes(port);

/** Containers that hold rounds of a body; the way back into them ends a round. */
export const isContainer = (kind: NodeKind): boolean =>
  containerNodeKinds.has(kind) && nodePorts[kind].includes('body');

/** Ports drawn as labelled rows; every other kind has its one way out in the middle of its side. */
export const hasPortRows = (kind: NodeKind): boolean => kind === 'approval' || isContainer(kind);

/** Labelled ways out, from top to bottom: the body lies beneath the way on. */
export const listPortRows = (kind: NodeKind, ports: readonly string[]): readonly string[] => {
  if (!hasPortRows(kind)) return [];
  const rows = ports.filter((port) => !isLower(kind, port));
  return isContainer(kind) ? rows.toReversed() : rows;
};

/** Ports worth drawing: those that can be taken, and those an edge already leaves from. */
export const listVisiblePorts = (node: GraphNode, outgoing: readonly GraphEdge[]): readonly string[] => {
  const isConnected = (port: string) => outgoing.some((edge) => edge.port === port);
  return portsOf(node).filter((port) => {
    if (node.kind !== 'approval' || isConnected(port)) return true;
    if (port === 'changes') return Reflect.get(node.config, 'allowsChanges') !== false;
    return port !== 'expired' || readText(node.config, 'deadline') !== '';
  });
};

export const nodeHeight = (kind: NodeKind, ports: readonly string[]): number => {
  const rows = listPortRows(kind, ports).length;
  return rows === 0 ? nodeHeadHeight : nodeHeadHeight + rows * portRowHeight + portRowsPadding;
};

export interface PortPlace {
  readonly port: string;
  readonly side: 'right' | 'bottom';
  readonly x: number;
  readonly y: number;
}

const firstEventX = 26;
const lastEventX = 126;
const eventGap = 32;
const failedX = 158;
const lastLowerX = 192;

/** Boundary events from the left, failure and undoing on the right. */
const lowerX = (kind: NodeKind, ports: readonly string[], port: string): number => {
  if (port === 'failed') return failedX;
  if (port === 'compensate') return lastLowerX;
  const events = ports.filter((each) => !nodePorts[kind].includes(each));
  const gap = Math.min(eventGap, (lastEventX - firstEventX) / Math.max(1, events.length - 1));
  return firstEventX + events.indexOf(port) * gap;
};

/** Where edges leave, relative to the node's top left corner. */
export const portPlace = (kind: NodeKind, ports: readonly string[], port: string): PortPlace => {
  if (isLower(kind, port)) return { port, side: 'bottom', x: lowerX(kind, ports, port), y: nodeHeight(kind, ports) };
  if (!hasPortRows(kind)) return { port, side: 'right', x: nodeWidth, y: nodeHeadHeight / 2 };
  const row = Math.max(0, listPortRows(kind, ports).indexOf(port));
  return { port, side: 'right', x: nodeWidth, y: nodeHeadHeight + (row + 0.5) * portRowHeight };
};

export interface EntryPlace {
  readonly side: 'left' | 'bottom';
  readonly x: number;
  readonly y: number;
}

/** Where edges arrive: the middle of the head's left side. */
export const entryPlace: EntryPlace = { side: 'left', x: 0, y: nodeHeadHeight / 2 };

/** Where the ways of a body come back into their container: from below. */
export const roundEntry = 'round';
export const roundEntryPlace = (kind: NodeKind, ports: readonly string[]): EntryPlace => ({
  side: 'bottom',
  x: lastLowerX,
  y: nodeHeight(kind, ports),
});
