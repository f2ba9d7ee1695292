import {
  type DraftDefinition,
  type DraftNode,
  definitionSettingsSchema,
  type JsonObject,
  type JsonValue,
  type NodeKind,
  nodePorts,
} from '@switchyard/domain';
import { nodeWidth } from '../../graph/node-geometry.ts';
import { type Connection, canConnect } from './can-connect.ts';
import { writePath } from './config-path.ts';
import { edgeIdsOf, nextEdgeId, nodeIdsOf } from './next-id.ts';
import { gapX, type Point, snapped } from './placement.ts';
import { rewriteExpression, rewriteReferences } from './rewrite-references.ts';

export type DraftEdge = DraftDefinition['edges'][number];

/** A pure change of the draft; returns the same object when there is nothing to do. */
export type Edit = (draft: DraftDefinition) => DraftDefinition;

/** The way on: `out` where there is one, even if a body begins before it. */
export const mainPortOf = (kind: NodeKind): string | undefined =>
  nodePorts[kind].includes('out') ? 'out' : nodePorts[kind][0];

const patchNodes = (draft: DraftDefinition, patch: (node: DraftNode) => DraftNode): DraftDefinition => {
  const nodes = draft.nodes.map(patch);
  return nodes.every((node, index) => node === draft.nodes[index]) ? draft : { ...draft, nodes };
};

const patchEdges = (draft: DraftDefinition, patch: (edge: DraftEdge) => DraftEdge): DraftDefinition => {
  const edges = draft.edges.map(patch);
  return edges.every((edge, index) => edge === draft.edges[index]) ? draft : { ...draft, edges };
};

/** The second way out of a decision is what happens otherwise, as long as nothing else is. */
const isNaturallyOtherwise = (draft: DraftDefinition, { from, port }: Connection): boolean => {
  const isDecision = draft.nodes.some((node) => node.id === from && node.kind === 'decision');
  const siblings = draft.edges.filter((edge) => edge.from === from && edge.port === port);
  return isDecision && siblings.length > 0 && !siblings.some((edge) => edge.isOtherwise);
};

export const connect =
  (connection: Connection): Edit =>
  (draft) => {
    if (!canConnect(draft, connection)) return draft;
    const id = nextEdgeId(edgeIdsOf(draft));
    const edge: DraftEdge = { id, ...connection, isOtherwise: isNaturallyOtherwise(draft, connection) };
    return { ...draft, edges: [...draft.edges, edge] };
  };

/** Adds a node, and an edge to it from where the person was. An id that is taken changes nothing. */
export const addNode =
  (node: DraftNode, after?: { readonly from: string; readonly port: string }): Edit =>
  (draft) => {
    if (nodeIdsOf(draft).has(node.id)) return draft;
    const added = { ...draft, nodes: [...draft.nodes, { ...node, position: snapped(node.position) }] };
    return after ? connect({ ...after, to: node.id })(added) : added;
  };

/** Puts a node onto an edge and makes room by moving what lies behind it to the right. */
export const insertOnEdge =
  (node: DraftNode, edgeId: string): Edit =>
  (draft) => {
    const edge = draft.edges.find((each) => each.id === edgeId);
    const origin = draft.nodes.find((each) => each.id === edge?.from);
    const target = draft.nodes.find((each) => each.id === edge?.to);
    const exit = mainPortOf(node.kind);
    const isImpossible = node.kind === 'start' || exit === undefined || nodeIdsOf(draft).has(node.id);
    if (!edge || !origin || !target || isImpossible) return draft;
    const isForward = target.position.x > origin.position.x;
    const wanted = nodeWidth + gapX;
    const room = target.position.x - origin.position.x - wanted;
    const shift = isForward ? Math.max(0, wanted - room) : 0;
    const moved = draft.nodes.map((each) =>
      each.id !== origin.id && each.position.x >= target.position.x && shift > 0
        ? { ...each, position: { x: each.position.x + shift, y: each.position.y } }
        : each,
    );
    const x = isForward
      ? origin.position.x + (target.position.x + shift - origin.position.x) / 2
      : target.position.x - wanted;
    const placed = { ...node, position: snapped({ x, y: target.position.y }) };
    const onward: DraftEdge = {
      id: nextEdgeId(edgeIdsOf(draft)),
      from: node.id,
      to: edge.to,
      port: exit,
      isOtherwise: false,
    };
    const edges = draft.edges.flatMap((each) => (each.id === edgeId ? [{ ...each, to: node.id }, onward] : [each]));
    return { ...draft, nodes: [...moved, placed], edges };
  };

/** The way on when a single step in a chain is removed: whoever led to it leads to what came after it. */
const bridge = (draft: DraftDefinition, nodeId: string): readonly DraftEdge[] => {
  const incoming = draft.edges.filter((edge) => edge.to === nodeId);
  const outgoing = draft.edges.filter((edge) => edge.from === nodeId);
  const [onward] = outgoing;
  if (!onward || outgoing.length > 1 || onward.to === nodeId) return [];
  return incoming.map((edge) => ({ ...edge, to: onward.to })).filter((edge) => canConnect(draft, edge, edge.id));
};

/** Removes nodes with their edges, and edges. */
export const removeElements =
  (nodeIds: ReadonlySet<string>, edgeIds: ReadonlySet<string> = new Set()): Edit =>
  (draft) => {
    const nodes = draft.nodes.filter((node) => !nodeIds.has(node.id));
    const [only] = nodeIds;
    const bridges = new Map(
      nodeIds.size === 1 && only !== undefined ? bridge(draft, only).map((edge) => [edge.id, edge]) : [],
    );
    const edges = draft.edges.flatMap((edge) => {
      if (edgeIds.has(edge.id)) return [];
      const isCut = nodeIds.has(edge.from) || nodeIds.has(edge.to);
      return isCut ? (bridges.get(edge.id) ?? []) : [edge];
    });
    const isUnchanged = nodes.length === draft.nodes.length && edges.length === draft.edges.length;
    return isUnchanged ? draft : { ...draft, nodes, edges };
  };

export const moveNodes =
  (places: ReadonlyMap<string, Point>): Edit =>
  (draft) =>
    patchNodes(draft, (node) => {
      const place = places.get(node.id);
      const isSame = !place || (place.x === node.position.x && place.y === node.position.y);
      return isSame ? node : { ...node, position: { x: place.x, y: place.y } };
    });

export const patchNode =
  (nodeId: string, patch: { readonly name?: string; readonly description?: string }): Edit =>
  (draft) =>
    patchNodes(draft, (node) => (node.id === nodeId ? { ...node, ...patch } : node));

/** Sets one value of a node's config; `undefined` removes it. */
export const setConfig =
  (nodeId: string, path: string, value: JsonValue | undefined): Edit =>
  (draft) =>
    patchNodes(draft, (node) => (node.id === nodeId ? { ...node, config: writePath(node.config, path, value) } : node));

/** Replaces a node's boundary events; none leaves nothing behind. Paths of events that are gone go with them. */
export const setBoundary =
  (nodeId: string, boundary: readonly JsonObject[]): Edit =>
  (draft) => {
    const node = draft.nodes.find(({ id }) => id === nodeId);
    if (!node) return draft;
    const kept = new Set(boundary.map(({ id }) => id));
    const gone = new Set((node.boundary ?? []).flatMap(({ id }) => (kept.has(id) ? [] : [id])));
    const { boundary: _, ...bare } = node;
    const next: DraftNode = boundary.length === 0 ? bare : { ...bare, boundary: [...boundary] };
    return {
      ...draft,
      nodes: draft.nodes.map((each) => (each === node ? next : each)),
      edges: draft.edges.filter((edge) => !(edge.from === nodeId && gone.has(edge.port))),
    };
  };

/** Gives a boundary event another name; its paths follow. A name that is taken changes nothing. */
export const renameBoundary =
  (nodeId: string, from: string, to: string): Edit =>
  (draft) => {
    const node = draft.nodes.find(({ id }) => id === nodeId);
    const taken = node && [...nodePorts[node.kind], ...(node.boundary ?? []).map(({ id }) => id)];
    if (!taken || to === '' || taken.includes(to)) return draft;
    const renamed = patchNodes(draft, (each) =>
      each.id === nodeId
        ? {
            ...each,
            boundary: (each.boundary ?? []).map((event) => (event.id === from ? { ...event, id: to } : event)),
          }
        : each,
    );
    return patchEdges(renamed, (edge) => (edge.from === nodeId && edge.port === from ? { ...edge, port: to } : edge));
  };

type DraftSettings = NonNullable<DraftDefinition['settings']>;

/** Changes settings of the whole; what does not fit, or is what holds anyway, is not written. */
export const setSettings =
  (change: DraftSettings): Edit =>
  (draft) => {
    const { data } = definitionSettingsSchema.safeParse({ ...draft.settings, ...change });
    if (!data || JSON.stringify(data) === JSON.stringify(definitionSettingsSchema.parse(draft.settings ?? {})))
      return draft;
    const { settings: _, ...bare } = draft;
    const isPlain = JSON.stringify(data) === JSON.stringify(definitionSettingsSchema.parse({}));
    return isPlain ? bare : { ...bare, settings: data };
  };

/** Gives a node another id; edges and every expression that reads it follow. A taken id changes nothing. */
export const renameNodeId =
  (from: string, to: string): Edit =>
  (draft) => {
    const ids = nodeIdsOf(draft);
    if (from === to || to === '' || ids.has(to) || !ids.has(from)) return draft;
    const newIds = new Map([[from, to]]);
    const nodes = draft.nodes.map((node) => {
      const rewritten = rewriteReferences(node, newIds);
      return node.id === from ? { ...rewritten, id: to } : rewritten;
    });
    const edges = draft.edges.map((edge) => ({
      ...edge,
      from: newIds.get(edge.from) ?? edge.from,
      to: newIds.get(edge.to) ?? edge.to,
      ...(edge.condition === undefined ? {} : { condition: rewriteExpression(edge.condition, newIds) }),
    }));
    return { ...draft, nodes, edges };
  };

export interface EdgePatch {
  readonly condition?: string | undefined;
  readonly isOtherwise?: boolean;
  readonly label?: string | undefined;
}

const patched = (edge: DraftEdge, patch: EdgePatch): DraftEdge => {
  const { condition, label, ...rest } = { ...edge, ...patch };
  const keptCondition = condition && !rest.isOtherwise ? { condition } : {};
  return { ...rest, ...keptCondition, ...(label ? { label } : {}) };
};

/** Changes an edge. Only one way out of a port is taken otherwise, and it has no condition. */
export const patchEdge =
  (edgeId: string, patch: EdgePatch): Edit =>
  (draft) => {
    const edge = draft.edges.find((each) => each.id === edgeId);
    if (!edge) return draft;
    const isRival = (each: DraftEdge) => each.from === edge.from && each.port === edge.port && each.isOtherwise;
    return patchEdges(draft, (each) => {
      if (each.id === edgeId) return patched(each, patch);
      return patch.isOtherwise && isRival(each) ? { ...each, isOtherwise: false } : each;
    });
  };

export const reconnectEdge =
  (edgeId: string, connection: Connection): Edit =>
  (draft) =>
    canConnect(draft, connection, edgeId)
      ? patchEdges(draft, (edge) => (edge.id === edgeId ? { ...edge, ...connection } : edge))
      : draft;

/** Edges of one port are tried in their order; moves one of them before (−1) or after (+1) its neighbour. */
export const reorderEdge =
  (edgeId: string, by: -1 | 1): Edit =>
  (draft) => {
    const at = draft.edges.findIndex((edge) => edge.id === edgeId);
    const edge = draft.edges[at];
    if (!edge) return draft;
    const siblings = draft.edges.flatMap((each, index) =>
      each.from === edge.from && each.port === edge.port ? [index] : [],
    );
    const other = siblings[siblings.indexOf(at) + by];
    const neighbour = other === undefined ? undefined : draft.edges[other];
    if (other === undefined || !neighbour) return draft;
    return { ...draft, edges: draft.edges.with(at, neighbour).with(other, edge) };
  };
