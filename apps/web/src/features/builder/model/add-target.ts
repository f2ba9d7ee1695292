import type { DraftDefinition, DraftNode, NodeKind } from '@switchyard/domain';
import { portsOf } from '@switchyard/domain';
import type { BuilderAction, Selection } from './builder-state.ts';
import { canConnect } from './can-connect.ts';
import { addNode, connect, insertOnEdge, mainPortOf } from './edits.ts';
import { nextNodeId, nodeIdsOf } from './next-id.ts';
import { findFreePlace, type Point, placeAfter, placeAtEnd } from './placement.ts';

/** Where the next node goes. */
export type AddTarget =
  | { readonly type: 'edge'; readonly edgeId: string }
  /** Behind a node, connected to one of its ports; at a place when the person pointed at one. */
  | { readonly type: 'after'; readonly nodeId: string; readonly port: string; readonly at?: Point | undefined }
  | { readonly type: 'place'; readonly at: Point }
  | { readonly type: 'end' };

/** Kinds that can stand there: nothing after an end on an edge, no second start. */
export const canAdd = (draft: DraftDefinition, target: AddTarget, kind: NodeKind): boolean => {
  if (kind === 'start')
    return (target.type === 'place' || target.type === 'end') && !draft.nodes.some((node) => node.kind === 'start');
  return !(kind === 'end' && target.type === 'edge');
};

/** Ways nobody means without saying so. */
const namedPorts: ReadonlySet<string> = new Set(['failed', 'compensate']);

const freePort = (draft: DraftDefinition, node: DraftNode): string | undefined => {
  const ports = portsOf(node).filter((port) => !namedPorts.has(port));
  const isFree = (port: string) => !draft.edges.some((edge) => edge.from === node.id && edge.port === port);
  return ports.find(isFree) ?? mainPortOf(node.kind);
};

/** Kinds that several ways leave by one port, each for itself. */
const dividingKinds: ReadonlySet<NodeKind> = new Set(['decision', 'inclusiveSplit', 'parallelSplit', 'race']);

/** The one way that leaves there already: what is added behind the node goes between, a second way would never be taken. */
const onlyWay = (draft: DraftDefinition, node: DraftNode, port: string) => {
  const [way, ...more] = draft.edges.filter((edge) => edge.from === node.id && edge.port === port);
  return more.length > 0 || way?.condition || dividingKinds.has(node.kind) ? undefined : way;
};

/** What the selection means for a node that is added without pointing anywhere. */
export const targetOfSelection = (draft: DraftDefinition, selection: Selection): AddTarget => {
  const [edgeId] = selection.edgeIds;
  if (edgeId !== undefined && selection.edgeIds.length === 1) return { type: 'edge', edgeId };
  const [nodeId] = selection.nodeIds;
  const node = selection.nodeIds.length === 1 ? draft.nodes.find((each) => each.id === nodeId) : undefined;
  const port = node && freePort(draft, node);
  if (!node || port === undefined) return { type: 'end' };
  const way = onlyWay(draft, node, port);
  return way ? { type: 'edge', edgeId: way.id } : { type: 'after', nodeId: node.id, port };
};

const placeOf = (draft: DraftDefinition, target: AddTarget): Point => {
  if (target.type === 'place') return findFreePlace(draft, target.at);
  if (target.type === 'after') {
    const origin = draft.nodes.find((node) => node.id === target.nodeId);
    if (target.at) return findFreePlace(draft, target.at);
    if (origin) return placeAfter(draft, origin, target.port);
  }
  return placeAtEnd(draft);
};

export interface NewNode {
  readonly kind: NodeKind;
  readonly name: string;
  readonly config: DraftNode['config'];
}

/** The edit that adds a node there and selects it; undefined where it cannot stand. */
export const addAction = (
  draft: DraftDefinition,
  target: AddTarget,
  { kind, name, config }: NewNode,
): BuilderAction | undefined => {
  if (!canAdd(draft, target, kind)) return undefined;
  const id = nextNodeId(nodeIdsOf(draft), kind);
  const node: DraftNode = { id, kind, name, position: placeOf(draft, target), config };
  const edit =
    target.type === 'edge'
      ? insertOnEdge(node, target.edgeId)
      : addNode(node, target.type === 'after' ? { from: target.nodeId, port: target.port } : undefined);
  return { type: 'edit', label: `Add ${name.toLowerCase()}`, edit, select: { nodeIds: [id], edgeIds: [] } };
};

/** As many steps as a person looks through. */
const offeredMax = 20;

/** Steps that are there already and that a way out may lead to, by name once somebody types. */
export const listLeadable = (draft: DraftDefinition, target: AddTarget, wanted: string): readonly DraftNode[] => {
  if (target.type !== 'after') return [];
  const { nodeId: from, port } = target;
  const word = wanted.trim().toLowerCase();
  return draft.nodes
    .filter(({ id, name }) => name.toLowerCase().includes(word) && canConnect(draft, { from, port, to: id }))
    .slice(0, offeredMax);
};

/** The edit that leads a way out to a step that is there; undefined where nothing leads on. */
export const leadAction = (target: AddTarget, to: string): BuilderAction | undefined =>
  target.type === 'after'
    ? { type: 'edit', label: 'Connect', edit: connect({ from: target.nodeId, port: target.port, to }) }
    : undefined;
