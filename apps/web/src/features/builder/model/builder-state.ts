import type { DraftDefinition } from '@switchyard/domain';
import type { Edit } from './edits.ts';

export interface Selection {
  readonly nodeIds: readonly string[];
  readonly edgeIds: readonly string[];
}

export interface HistoryEntry {
  readonly draft: DraftDefinition;
  /** What leads away from this draft, for people: "Move", "Add approval". */
  readonly label: string;
}

/**
 * The draft being edited and how to get back. Every draft in `past` and `future` was once on the canvas.
 * Consecutive edits with one merge key (typing into a field, dragging with the keyboard) are one step back.
 */
export interface BuilderState {
  readonly draft: DraftDefinition;
  readonly selection: Selection;
  readonly past: readonly HistoryEntry[];
  readonly future: readonly HistoryEntry[];
  readonly mergeKey: string | null;
}

export type BuilderAction =
  | {
      readonly type: 'edit';
      readonly label: string;
      readonly edit: Edit;
      readonly mergeKey?: string | undefined;
      readonly select?: Selection | undefined;
    }
  | { readonly type: 'select'; readonly selection: Selection }
  | { readonly type: 'undo' }
  | { readonly type: 'redo' }
  /** Ends merging: the next edit is a step of its own. */
  | { readonly type: 'seal' };

export const emptySelection: Selection = { nodeIds: [], edgeIds: [] };
const historyMax = 200;

export const openDraft = (draft: DraftDefinition): BuilderState => ({
  draft,
  selection: emptySelection,
  past: [],
  future: [],
  mergeKey: null,
});

const sameIds = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((id, index) => id === other[index]);

const pruned = (selection: Selection, draft: DraftDefinition): Selection => {
  const nodeIds = new Set(draft.nodes.map((node) => node.id));
  const edgeIds = new Set(draft.edges.map((edge) => edge.id));
  return {
    nodeIds: selection.nodeIds.filter((id) => nodeIds.has(id)),
    edgeIds: selection.edgeIds.filter((id) => edgeIds.has(id)),
  };
};

const applyEdit = (state: BuilderState, action: Extract<BuilderAction, { type: 'edit' }>): BuilderState => {
  const draft = action.edit(state.draft);
  if (draft === state.draft) return state;
  const mergeKey = action.mergeKey ?? null;
  const isMerged = mergeKey !== null && mergeKey === state.mergeKey;
  const past = isMerged ? state.past : [...state.past, { draft: state.draft, label: action.label }].slice(-historyMax);
  return { draft, past, future: [], mergeKey, selection: pruned(action.select ?? state.selection, draft) };
};

const undo = (state: BuilderState): BuilderState => {
  const entry = state.past.at(-1);
  if (!entry) return state;
  return {
    draft: entry.draft,
    selection: pruned(state.selection, entry.draft),
    past: state.past.slice(0, -1),
    future: [{ draft: state.draft, label: entry.label }, ...state.future],
    mergeKey: null,
  };
};

const redo = (state: BuilderState): BuilderState => {
  const [entry, ...future] = state.future;
  if (!entry) return state;
  return {
    draft: entry.draft,
    selection: pruned(state.selection, entry.draft),
    past: [...state.past, { draft: state.draft, label: entry.label }],
    future,
    mergeKey: null,
  };
};

const select = (state: BuilderState, selection: Selection): BuilderState => {
  const isSame =
    sameIds(selection.nodeIds, state.selection.nodeIds) && sameIds(selection.edgeIds, state.selection.edgeIds);
  return isSame ? state : { ...state, selection, mergeKey: null };
};

export const reduceBuilder = (state: BuilderState, action: BuilderAction): BuilderState => {
  switch (action.type) {
    case 'edit':
      return applyEdit(state, action);
    case 'select':
      return select(state, action.selection);
    case 'undo':
      return undo(state);
    case 'redo':
      return redo(state);
    case 'seal':
      return state.mergeKey === null ? state : { ...state, mergeKey: null };
  }
};
