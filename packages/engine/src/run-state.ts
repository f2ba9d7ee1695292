import { DomainError } from '@switchyard/domain';

/**
 * A token: one place in the graph where the run currently is. Its id is the ordinal of its step: ids start at 1,
 * rise by one, have no gaps and are never used twice in a run.
 */
export interface Token {
  readonly id: number;
  readonly nodeId: string;
  /** Loop, sub-region or for-each item the token belongs to; absent in the run's own scope. */
  readonly scope?: number;
}

/** Tokens that reached a join and were consumed there while it waits for the others. */
export interface JoinArrival {
  readonly nodeId: string;
  readonly scope?: number;
  /** Edges they came by, in order of arrival; an edge may occur twice. */
  readonly edgeIds: readonly string[];
}

/** `active` until the last token is gone; the rest are terminal: every further event is ignored. */
export type RunStateStatus = 'active' | 'completed' | 'failed' | 'cancelled';

/** State of one run, stored as JSON in its row. Outputs are not here: they live in step rows. */
export interface RunState {
  readonly v: 1;
  readonly status: RunStateStatus;
  readonly tokens: readonly Token[];
  readonly nextTokenId: number;
  readonly joins: readonly JoinArrival[];
  /** End nodes reached so far, in definition order, each once. */
  readonly ends: readonly string[];
}

/** The state of a run that has not started. */
export const initialState = (): RunState => ({
  v: 1,
  status: 'active',
  tokens: [],
  nextTokenId: 1,
  joins: [],
  ends: [],
});

export const isTerminalState = (state: RunState): boolean => state.status !== 'active';

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const isRunState = (value: unknown): value is RunState =>
  isRecord(value) &&
  value.v === 1 &&
  typeof value.status === 'string' &&
  typeof value.nextTokenId === 'number' &&
  Array.isArray(value.tokens) &&
  Array.isArray(value.joins) &&
  Array.isArray(value.ends);

/** From the JSON column back to a state. @throws DomainError internal for another format or version */
export const parseRunState = (json: unknown): RunState => {
  if (isRunState(json)) return json;
  throw new DomainError('internal', 'The stored state of this run is not one this release can read (format v1).');
};
