import { type BuilderAction, type BuilderState, reduceBuilder } from './builder-state.ts';

/** The state outside React, so that two thousand nodes do not rerender when one changes. */
export interface BuilderStore {
  readonly get: () => BuilderState;
  readonly dispatch: (action: BuilderAction) => void;
  readonly subscribe: (listener: () => void) => () => void;
  /** Puts another state in place, such as one restored from storage. */
  readonly replace: (state: BuilderState) => void;
}

export const createBuilderStore = (initial: BuilderState): BuilderStore => {
  let state = initial;
  const listeners = new Set<() => void>();
  const replace = (next: BuilderState) => {
    if (next === state) return;
    state = next;
    for (const listener of listeners) listener();
  };
  return {
    get: () => state,
    dispatch: (action) => replace(reduceBuilder(state, action)),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    replace,
  };
};
