import { splitNodeKinds } from '@switchyard/domain';
import type { EngineEvent } from '../../src/event.ts';
import { edgesOf, type Graph, getGraphNode } from '../../src/graph.ts';
import type { RunState } from '../../src/run-state.ts';
import { failure } from '../play.ts';

/*
 * What happens to a run, in words, each about the oldest token at a node:
 *   begin          the run starts
 *   a              done, by every way where it splits, else by the only one
 *   a:port>b,c     done, by the ways of that port to these nodes (`a>b`: port out)
 *   a!             failed              a!!        failed, and the node itself must not catch it
 *   a@late         an event on its border
 *   a(3,2)         a container opens 3 rounds, 2 at once
 *   a.next a.enough   its ended round has been looked at
 *   a+2  a-1  a.close  items added, item 1 cancelled, enough said from outside
 *   a~             a held step begins anew        stop    the run is cancelled
 */

const tokenAt = ({ tokens }: RunState, nodeId: string): number => {
  const token = tokens.find((each) => each.nodeId === nodeId);
  if (token) return token.id;
  throw new Error(`No token is at ${nodeId}: ${JSON.stringify(tokens)}`);
};

const endingScope = ({ scopes = [], containers = [] }: RunState, nodeId: string): number => {
  const owners = containers.filter((each) => each.nodeId === nodeId).map(({ tokenId }) => tokenId);
  const scope = scopes.find((each) => each.isEnding && owners.includes(each.owner));
  if (scope) return scope.id;
  throw new Error(`No round of ${nodeId} has ended.`);
};

const done = (
  graph: Graph,
  state: RunState,
  [nodeId = '', port = 'out', targets]: (string | undefined)[],
): EngineEvent => {
  const edges = edgesOf(graph, nodeId, port);
  const { kind } = getGraphNode(graph, nodeId).node;
  const wanted = targets?.split(',');
  const chosen = wanted
    ? edges.filter(({ to }) => wanted.includes(to))
    : edges.slice(0, splitNodeKinds.has(kind) ? edges.length : 1);
  return { type: 'node_completed', tokenId: tokenAt(state, nodeId), port, edgeIds: chosen.map(({ id }) => id) };
};

type Reading = readonly [RegExp, (parts: readonly (string | undefined)[], state: RunState) => EngineEvent];

const readings: readonly Reading[] = [
  [
    /^(\w+)(!!?)$/,
    ([, id = '', marks], state) => ({
      type: 'node_failed',
      tokenId: tokenAt(state, id),
      failure,
      isCaught: marks === '!',
    }),
  ],
  [
    /^(\w+)@(\w+)$/,
    ([, id = '', boundaryId = ''], state) => ({ type: 'boundary_fired', tokenId: tokenAt(state, id), boundaryId }),
  ],
  [
    /^(\w+)\((\d+),(\d+)\)$/,
    ([, id = '', count, atOnce], state) => ({
      type: 'container_opened',
      tokenId: tokenAt(state, id),
      count: Number(count),
      atOnce: Number(atOnce),
    }),
  ],
  [
    /^(\w+)\.(next|enough)$/,
    ([, id = '', verdict], state) => ({
      type: 'round_ended',
      scopeId: endingScope(state, id),
      verdict: verdict === 'next' ? 'go_on' : 'enough',
    }),
  ],
  [
    /^(\w+)\+(\d+)$/,
    ([, id = '', count], state) => ({ type: 'items_added', tokenId: tokenAt(state, id), count: Number(count) }),
  ],
  [
    /^(\w+)-(\d+)$/,
    ([, id = '', index], state) => ({ type: 'item_cancelled', tokenId: tokenAt(state, id), index: Number(index) }),
  ],
  [/^(\w+)\.close$/, ([, id = ''], state) => ({ type: 'container_closed', tokenId: tokenAt(state, id) })],
  [/^(\w+)~$/, ([, id = ''], state) => ({ type: 'node_retried', tokenId: tokenAt(state, id) })],
];

/** The event a line of a script stands for, where the run is now. */
export const eventOf = (graph: Graph, state: RunState, line: string): EngineEvent => {
  if (line === 'begin') return { type: 'run_started' };
  if (line === 'stop') return { type: 'cancel_requested', reason: 'Enough of it.' };
  for (const [pattern, read] of readings) {
    const parts = pattern.exec(line);
    if (parts) return read(parts, state);
  }
  const parts = /^(\w+)(?::(\w+))?(?:>([\w,]+))?$/.exec(line);
  if (!parts) throw new Error(`“${line}” is not a line of a script.`);
  return done(graph, state, [parts[1], parts[2], parts[3]]);
};
