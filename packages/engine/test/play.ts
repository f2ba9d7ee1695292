import type { Failure } from '@switchyard/domain';
import { advance } from '../src/advance.ts';
import type { EngineCommand } from '../src/command.ts';
import type { EngineEvent } from '../src/event.ts';
import { compileGraph, type Graph } from '../src/graph.ts';
import { initialState, type RunState } from '../src/run-state.ts';
import { buildDefinition } from './definition-builder.ts';

export const failure: Failure = {
  code: 'upstream_failed',
  message: 'The bank answered 500.',
  details: {},
  retryable: false,
};

export const started: EngineEvent = { type: 'run_started' };

/** The step is done and its token goes along these edges of port `out`. */
export const out = (tokenId: number, ...edgeIds: string[]): EngineEvent => ({
  type: 'node_completed',
  tokenId,
  port: 'out',
  edgeIds,
});

export const failed = (tokenId: number, isCaught = true): EngineEvent => ({
  type: 'node_failed',
  tokenId,
  failure,
  isCaught,
});

export const opened = (tokenId: number, count: number, atOnce = 1): EngineEvent => ({
  type: 'container_opened',
  tokenId,
  count,
  atOnce,
});

export const ended = (scopeId: number, verdict: 'go_on' | 'enough' = 'go_on'): EngineEvent => ({
  type: 'round_ended',
  scopeId,
  verdict,
});

export interface Played {
  readonly state: RunState;
  /** Of the last event. */
  readonly commands: readonly EngineCommand[];
}

/** Applies events one after the other to a run that has not started. */
export const play = (graph: Graph, events: readonly EngineEvent[]): Played => {
  let state: RunState = initialState();
  let commands: readonly EngineCommand[] = [];
  for (const event of events) ({ state, commands } = advance(graph, state, event));
  return { state, commands };
};

/** A command in a few words: `start 3 a`, `cancel 4 b`, `open 1 #0`, `finish completed done`. */
export const say = (command: EngineCommand): string => {
  if (command.type === 'finish_run') return ['finish', command.status, command.endNodeId ?? []].flat().join(' ');
  const [verb] = command.type.split('_');
  if ('scopeId' in command) return `${verb} ${command.scopeId} #${command.index}`;
  return `${verb} ${command.tokenId} ${command.nodeId}`;
};

/** Commands of the last of these events, in words. */
export const told = (graph: Graph, events: readonly EngineEvent[]): string[] => play(graph, events).commands.map(say);

export const graphOf = (...drawing: Parameters<typeof buildDefinition>): Graph =>
  compileGraph(buildDefinition(...drawing));
