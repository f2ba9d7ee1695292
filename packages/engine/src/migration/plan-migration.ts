import { DomainError } from '@switchyard/domain';
import type { EngineCommand } from '../command.ts';
import type { Graph } from '../graph.ts';
import { isTerminalState, type RunState, type Token } from '../run-state.ts';
import { settle } from '../settle.ts';
import { Transition } from '../transition.ts';
import { type Findings, mapContainer, mapDone, mapEnds, mapJoins } from './map-state.ts';
import { type Fate, fateOf, type Migration, type MigrationOptions, type TokenFate } from './token-fate.ts';

export type MigrationPlan = {
  /** Every live token, oldest first. */
  readonly tokens: readonly TokenFate[];
  /** Sentences about what is lost or goes on at once; nothing has to be done about them. */
  readonly notes: readonly string[];
} & (
  | {
      /** The worst that happens to a token. */
      readonly verdict: 'kept' | 'changed' | 'voided';
      readonly state: RunState;
      /** As those of `advance`: to be carried out in the transaction that stores the state and the new version. */
      readonly commands: readonly EngineCommand[];
    }
  | {
      readonly verdict: 'busy' | 'impossible';
      /** Why, each with its remedy. */
      readonly problems: readonly string[];
    }
);

const hasFate = (fates: readonly TokenFate[], ...wanted: readonly Fate[]): boolean =>
  fates.some(({ fate }) => wanted.includes(fate));

/** Tells which scopes go with a container that is opened again elsewhere, those inside it included. */
const voidedScopes = ({ state }: Migration, fates: ReadonlyMap<number, TokenFate>) => {
  const isVoided = (scopeId: number | undefined): boolean => {
    const scope = state.scopes?.find(({ id }) => id === scopeId);
    if (!scope) return false;
    return fates.get(scope.owner)?.fate === 'reopened' || isVoided(scope.parent);
  };
  return isVoided;
};

const listFates = (migration: Migration): TokenFate[] => {
  const fates = new Map(migration.state.tokens.map((token) => [token.id, fateOf(migration, token)]));
  const isVoided = voidedScopes(migration, fates);
  return migration.state.tokens
    .map((token): [Token, TokenFate | undefined] => [token, fates.get(token.id)])
    .flatMap(([token, fate]) => {
      if (!fate) return [];
      if (!isVoided(token.scope) || fate.fate === 'busy') return [fate];
      const { reason: _, ...rest } = fate;
      return [{ ...rest, toNodeId: null, fate: 'voided' as const, changed: [] }];
    })
    .toSorted((a, b) => a.tokenId - b.tokenId);
};

/** The state with its nodes and edges named as in the new version; what is void is still in it, under its old names. */
const mapState = (migration: Migration, fates: readonly TokenFate[], findings: Findings): RunState => {
  const { state } = migration;
  const byToken = new Map(fates.map((fate) => [fate.tokenId, fate]));
  const isVoided = voidedScopes(migration, byToken);
  const isKept = (fate: TokenFate | undefined) => fate?.fate === 'kept' || fate?.fate === 'changed';
  const tokens = state.tokens.map((token) => {
    const fate = byToken.get(token.id);
    return fate && isKept(fate) && fate.toNodeId !== null ? { ...token, nodeId: fate.toNodeId } : token;
  });
  const containers = state.containers?.map((container) => {
    const isGoing = byToken.get(container.tokenId)?.fate === 'reopened' || isVoided(container.scope);
    return isGoing ? container : mapContainer(migration, container, findings);
  });
  const done = mapDone(migration, findings);
  return {
    ...state,
    tokens,
    joins: mapJoins(migration, isVoided, findings),
    ends: mapEnds(migration, findings),
    ...(containers ? { containers } : {}),
    ...(state.done ? { done } : {}),
  };
};

/** Opens again what is void, and lets joins go on that have what they wait for now. */
const carryOver = (to: Graph, state: RunState, fates: readonly TokenFate[]): ReturnType<typeof outcomeOf> => {
  const transition = new Transition(to, state);
  transition.touchAll();
  for (const { tokenId, toNodeId, fate } of fates) {
    const token = transition.tokens.find(({ id }) => id === tokenId);
    if (fate !== 'reopened' || toNodeId === null || !token) continue;
    transition.withdraw(token);
    transition.place(toNodeId, token, token.race);
  }
  settle(transition);
  return outcomeOf(transition, to);
};

const outcomeOf = ({ outcome }: Transition, to: Graph) => {
  const { state, commands } = outcome;
  const failures = commands.flatMap((command) => ('failure' in command && command.failure ? [command.failure] : []));
  const going = commands.flatMap((command) =>
    'nodeId' in command && to.nodes.get(command.nodeId)?.node.kind === 'join' ? [command.nodeId] : [],
  );
  return { state, commands, failures, going };
};

const refused = (tokens: readonly TokenFate[], { problems, notes }: Findings): MigrationPlan => {
  const reasons = tokens.flatMap(({ reason }) => reason ?? []);
  const isBusy = problems.length === 0 && !hasFate(tokens, 'impossible');
  return { verdict: isBusy ? 'busy' : 'impossible', tokens, notes, problems: [...new Set([...reasons, ...problems])] };
};

/**
 * How a run goes over to another version: what becomes of each token, and the state and commands it comes to. Pure; nothing is
 * guessed: where the new version has no place for a token, an arrival at a join or a step that could be undone, the run is not
 * moved and the plan says what to choose. A token that is kept keeps its id, so its step, timers and waits stay what they are.
 */
export const planMigration = (from: Graph, to: Graph, state: RunState, options: MigrationOptions): MigrationPlan => {
  const findings: Findings = { problems: [], notes: [] };
  if (isTerminalState(state))
    return refused([], { ...findings, problems: ['The run has ended: nothing is left to move.'] });
  const migration: Migration = { ...options, from, to, state };
  const tokens = listFates(migration);
  if (hasFate(tokens, 'impossible', 'busy')) return refused(tokens, findings);
  const mapped = mapState(migration, tokens, findings);
  if (findings.problems.length > 0) return refused(tokens, findings);
  const { state: next, commands, failures, going } = carryOver(to, mapped, tokens);
  if (failures.length > 0) return refused(tokens, { ...findings, problems: failures.map(({ message }) => message) });
  for (const nodeId of going)
    findings.notes.push(`“${to.nodes.get(nodeId)?.node.name}” has all it waits for and goes on at once.`);
  if (next.tokens.length === 0 && next.scopes === undefined)
    throw new DomainError('internal', 'Moving a run to another version must not end it.');
  const isVoiding = hasFate(tokens, 'reopened', 'voided');
  const verdict = isVoiding ? 'voided' : hasFate(tokens, 'changed') ? 'changed' : 'kept';
  return { verdict, tokens, notes: findings.notes, state: next, commands };
};
