import { containerNodeKinds, type DefinitionNode, type StepStatus } from '@switchyard/domain';
import { type Graph, getGraphNode } from '../graph.ts';
import type { Done, RunState, Scope, Token } from '../run-state.ts';
import { canGoOn, nodesOfLevel, type Origin } from './levels.ts';
import { compareNodes, moveOf, type NodeDifference, type NodeMapping } from './node-mapping.ts';

export interface MigrationOptions {
  readonly mapping: NodeMapping;
  /** Status of a live token's step; `waiting` where it is left out. */
  readonly statusOf?: (tokenId: number) => StepStatus | undefined;
  /** What differs between two nodes besides their definition, such as the version of a task. */
  readonly listDifferences?: (from: DefinitionNode, to: DefinitionNode) => readonly string[];
}

export interface Migration extends MigrationOptions {
  readonly from: Graph;
  readonly to: Graph;
  readonly state: RunState;
}

/**
 * kept        nothing about it has changed
 * changed     stays where it is, under a changed node
 * reopened    what is open is void; the run begins again at `toNodeId`
 * voided      withdrawn together with the container it is in
 * busy        a worker has it now
 * impossible  see `reason`
 */
export type Fate = 'kept' | 'changed' | 'reopened' | 'voided' | 'busy' | 'impossible';

export interface TokenFate {
  readonly tokenId: number;
  /** In the old version. */
  readonly nodeId: string;
  /** In the new version; null where it has no place there. */
  readonly toNodeId: string | null;
  readonly fate: Fate;
  /** Fields that differ, such as `config.deadline`. */
  readonly changed: readonly string[];
  /** One sentence with the remedy: busy and impossible. */
  readonly reason?: string;
}

const nameOf = (graph: Graph, nodeId: string): string => graph.nodes.get(nodeId)?.node.name ?? nodeId;

/** Where a scope begins in the new version; undefined when what holds it has no place there. */
export const originOf = ({ to, state, mapping }: Migration, scopeId: number | undefined): Origin | undefined => {
  if (scopeId === undefined) return { nodeId: to.startId, port: 'out' };
  const scope = state.scopes?.find(({ id }) => id === scopeId);
  const container = state.containers?.find(({ tokenId }) => tokenId === scope?.owner);
  if (!(scope && container)) return undefined;
  const undone = scope.of === undefined ? undefined : undoneIn(container.order, scope);
  const move = moveOf(mapping, to, undone?.nodeId ?? container.nodeId);
  if (!(move && 'to' in move && to.nodes.has(move.to))) return undefined;
  return { nodeId: move.to, port: scope.of === undefined ? 'body' : 'compensate' };
};

const undoneIn = (order: readonly Done[] | undefined, { of, index }: Scope): Done | undefined =>
  order?.[index] ?? order?.find(({ ordinal }) => ordinal === of);

const lacksPlace = (migration: Migration, nodeId: string): string =>
  `The new version has no node “${nameOf(migration.from, nodeId)}” (${nodeId}). Say which node it has become, or where such runs go on.`;

const otherKind = ({ from, to }: Migration, nodeId: string, toNodeId: string): string =>
  `“${nameOf(from, nodeId)}” is a ${from.nodes.get(nodeId)?.node.kind}, and “${nameOf(to, toNodeId)}” is a ${to.nodes.get(toNodeId)?.node.kind}: what is open cannot stay open there. Say where such runs go on instead.`;

/** Why a token of this scope cannot be at that node. */
const refusePlace = (migration: Migration, token: Token, toNodeId: string): string | undefined => {
  const { to } = migration;
  const origin = originOf(migration, token.scope);
  // The container itself has no place: that is said once, of the container.
  if (!origin) return undefined;
  const name = nameOf(to, toNodeId);
  if (!nodesOfLevel(to, origin).has(toNodeId)) {
    const around = token.scope === undefined ? 'is inside a body now' : `is not inside “${nameOf(to, origin.nodeId)}”`;
    return `In the new version “${name}” ${around}: a run cannot get there from where it is. Choose another node.`;
  }
  return canGoOn(to, toNodeId, origin) ? undefined : `In the new version no way leads from “${name}” to an end.`;
};

const settled: ReadonlySet<StepStatus> = new Set(['unknown', 'failed']);

/** Whether what is open at a token is about the old definition and has to be opened again. */
const isVoid = (
  { state, statusOf }: Migration,
  { id, nodeId }: Token,
  to: DefinitionNode,
  { config }: NodeDifference,
): boolean => {
  const status = statusOf?.(id) ?? 'waiting';
  if (settled.has(status)) return false;
  // A step that is due may be claimed by whoever still sees the old version: it is left as it is or replaced.
  if (status === 'ready') return config.length > 0 || to.id !== nodeId;
  if (to.kind === 'approval' || to.kind === 'task' || to.kind === 'agent') return config.length > 0;
  const hasRounds = state.containers?.some(({ tokenId }) => tokenId === id) ?? false;
  return containerNodeKinds.has(to.kind) && !hasRounds && config.length > 0;
};

const keep = (migration: Migration, token: Token, toNodeId: string): TokenFate => {
  const { from, to } = migration;
  const base = { tokenId: token.id, nodeId: token.nodeId, toNodeId };
  const [before, after] = [getGraphNode(from, token.nodeId).node, to.nodes.get(toNodeId)?.node];
  if (!after) return refuse(token, `The new version has no node “${toNodeId}”. Choose another one.`);
  if (before.kind !== after.kind) return refuse(token, otherKind(migration, token.nodeId, toNodeId));
  const refusal = refusePlace(migration, token, toNodeId);
  if (refusal) return refuse(token, refusal);
  const { config, boundary } = compareNodes(before, after);
  const difference = { config: [...config, ...(migration.listDifferences?.(before, after) ?? [])], boundary };
  const changed = [...difference.config, ...boundary];
  if (isVoid(migration, token, after, difference)) return { ...base, fate: 'reopened', changed };
  return { ...base, fate: changed.length > 0 || toNodeId !== token.nodeId ? 'changed' : 'kept', changed };
};

const restart = (migration: Migration, token: Token, toNodeId: string): TokenFate => {
  const node = migration.to.nodes.get(toNodeId)?.node;
  if (!node) return refuse(token, `The new version has no node “${toNodeId}”. Choose another one.`);
  if (node.kind === 'start' || node.kind === 'join')
    return refuse(token, `A run cannot go on at “${node.name}”: it is a ${node.kind}. Choose the node behind it.`);
  if (migration.statusOf?.(token.id) === 'unknown')
    return refuse(token, 'Whether its call took effect is open. Say on the run’s page whether it did, then move it.');
  const refusal = refusePlace(migration, token, toNodeId);
  if (refusal) return refuse(token, refusal);
  return { tokenId: token.id, nodeId: token.nodeId, toNodeId, fate: 'reopened', changed: [] };
};

const refuse = ({ id, nodeId }: Token, reason: string): TokenFate => ({
  tokenId: id,
  nodeId,
  toNodeId: null,
  fate: 'impossible',
  changed: [],
  reason,
});

const busyReason = 'A step is being worked on; try again in a moment.';

/** What becomes of one token, whatever becomes of the container it is in. */
export const fateOf = (migration: Migration, token: Token): TokenFate => {
  const status = migration.statusOf?.(token.id);
  const isChild = getGraphNode(migration.from, token.nodeId).node.kind === 'subworkflow';
  const move = moveOf(migration.mapping, migration.to, token.nodeId);
  if (status === 'running') return { ...refuse(token, busyReason), fate: 'busy' };
  if (move === undefined) return refuse(token, lacksPlace(migration, token.nodeId));
  if (move === null)
    return refuse(token, `Runs at “${nameOf(migration.from, token.nodeId)}” were chosen to stay on their version.`);
  const fate = 'to' in move ? keep(migration, token, move.to) : restart(migration, token, move.continueAt);
  // A run inside this one may have ended already: opening it again would start another.
  if (isChild && status === 'ready' && fate.fate === 'reopened') return { ...refuse(token, busyReason), fate: 'busy' };
  return fate;
};
