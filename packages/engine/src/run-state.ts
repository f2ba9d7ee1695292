import { DomainError } from '@switchyard/domain';

/**
 * A token: one place in the graph where the run currently is. Its id is the ordinal of its step: ids start at 1,
 * rise by one, have no gaps and are never used twice in a run.
 */
export interface Token {
  readonly id: number;
  readonly nodeId: string;
  /** Round of a body the token belongs to; absent in the run's own scope. */
  readonly scope?: number;
  /** Token of the race it takes part in: whoever leaves first withdraws the others. */
  readonly race?: number;
}

/** One round of a container's body: an item of a for-each, a round of a loop, the inside of a region, one undoing. */
export interface Scope {
  readonly id: number;
  /** Token of the container. */
  readonly owner: number;
  /** From 0: place in the list, or number of the round. */
  readonly index: number;
  /** Scope of the container itself; absent in the run's own. */
  readonly parent?: number;
  /** Steps begun in it, against `stepsMax`. */
  readonly placed: number;
  /** Its last token is gone; the caller has been asked what comes next. */
  readonly isEnding?: true;
  /** Undoing: ordinal of the step that is undone. */
  readonly of?: number;
}

/** A node that holds rounds of a body. Lives as long as its token, or as its last round where the rest may finish. */
export interface Container {
  readonly tokenId: number;
  readonly nodeId: string;
  readonly scope?: number;
  /** Rounds there are: items of the list, rounds allowed. */
  readonly count: number;
  readonly atOnce: number;
  /** Index of the round to open next. */
  readonly next: number;
  /** Indexes cancelled before their turn. */
  readonly skipped?: readonly number[];
  /** There is enough: no further round is opened. */
  readonly isClosed?: true;
  /** Its token has gone on; rounds under way finish by themselves. */
  readonly hasLeft?: true;
  /** Undoing: what is undone, in that order. */
  readonly order?: readonly Done[];
}

/** A completed step that can be undone. */
export interface Done {
  readonly ordinal: number;
  readonly nodeId: string;
  readonly scope?: number;
}

/** Tokens that reached a join and were consumed there while it waits for the others. */
export interface JoinArrival {
  readonly nodeId: string;
  readonly scope?: number;
  /** Edges they came by, in order of arrival; an edge may occur twice. */
  readonly edgeIds: readonly string[];
  /** The join has gone on; what still arrives is absorbed. */
  readonly hasFired?: true;
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
  /** Steps begun in the run's own scope. */
  readonly placed?: number;
  /** The rest is absent until it is needed. */
  readonly scopes?: readonly Scope[];
  readonly nextScopeId?: number;
  readonly containers?: readonly Container[];
  /** Completed steps that can be undone, in the order of completion. */
  readonly done?: readonly Done[];
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

/** Ids of a scope and those around it, innermost first; empty for the run's own. */
export const scopeChain = (state: Pick<RunState, 'scopes'>, scope: number | undefined): readonly Scope[] => {
  const chain: Scope[] = [];
  for (let id = scope; id !== undefined; ) {
    const found = state.scopes?.find((each) => each.id === id);
    if (!found) break;
    chain.push(found);
    id = found.parent;
  }
  return chain;
};

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
