import type { DefinitionProblem, DraftDefinition, JsonValue } from '@switchyard/domain';
import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';
import type { BuilderReferences } from './model/builder-api.ts';
import type { BuilderAction, BuilderState, Selection } from './model/builder-state.ts';
import type { BuilderStore } from './model/builder-store.ts';
import { setConfig } from './model/edits.ts';

export interface BuilderContextValue {
  readonly store: BuilderStore;
  readonly slug: string;
  readonly references: BuilderReferences;
  readonly problems: readonly DefinitionProblem[];
  readonly webhookUrl: string | null;
}

export const BuilderContext = createContext<BuilderContextValue | null>(null);

export const useBuilder = (): BuilderContextValue => {
  const builder = useContext(BuilderContext);
  if (!builder) throw new Error('This component belongs inside the builder.');
  return builder;
};

/** `select` must return the same object for the same state. */
const useBuilderState = <Value>(select: (state: BuilderState) => Value): Value => {
  const { store } = useBuilder();
  const read = () => select(store.get());
  return useSyncExternalStore(store.subscribe, read, read);
};

const draftOf = (state: BuilderState): DraftDefinition => state.draft;
const selectionOf = (state: BuilderState): Selection => state.selection;

export const useDraft = (): DraftDefinition => useBuilderState(draftOf);
export const useSelection = (): Selection => useBuilderState(selectionOf);

/** What undo and redo would take back, or undefined. */
export const useHistory = (): { readonly undo: string | undefined; readonly redo: string | undefined } => ({
  undo: useBuilderState((state) => state.past.at(-1)?.label),
  redo: useBuilderState((state) => state.future[0]?.label),
});

export const useDispatch = (): ((action: BuilderAction) => void) => useBuilder().store.dispatch;

/** Sets one value of a node's config; typing into one field is one step back. */
export const useSetConfig = (nodeId: string): ((path: string, value: JsonValue | undefined) => void) => {
  const dispatch = useDispatch();
  return useCallback(
    (path, value) =>
      dispatch({
        type: 'edit',
        label: 'Change settings',
        edit: setConfig(nodeId, path, value),
        mergeKey: `config:${nodeId}:${path}`,
      }),
    [dispatch, nodeId],
  );
};
