import { type KeyboardEvent, useCallback } from 'react';
import { useDispatch } from '../builder-context.ts';
import { emptySelection } from '../model/builder-state.ts';
import { isDirection } from '../model/neighbour.ts';
import { useMoveSelection } from './use-move-selection.ts';
import { useSelectionCommands } from './use-selection-commands.ts';

const isElsewhere = (target: EventTarget): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, select, [role="dialog"], dialog') !== null;

/** The node or edge that has the focus, as a selection. */
const focusedElement = (target: EventTarget) => {
  const element = target instanceof Element ? target.closest('.react-flow__node, .react-flow__edge') : null;
  const id = element?.getAttribute('data-id');
  if (!element || !id) return undefined;
  const isNode = element.classList.contains('react-flow__node');
  return isNode ? { nodeIds: [id], edgeIds: [] } : { nodeIds: [], edgeIds: [id] };
};

/** What the keys do on the canvas. */
export const useCanvasKeys = () => {
  const dispatch = useDispatch();
  const commands = useSelectionCommands();
  const moveSelection = useMoveSelection();
  const { remove, duplicate, selectAll, openAtSelection } = commands;

  const onKeyDown = useCallback(
    (event: KeyboardEvent) => {
      if (isElsewhere(event.target)) return;
      const { key } = event;
      const isMod = event.metaKey || event.ctrlKey;
      const focused = focusedElement(event.target);
      const clear = () => dispatch({ type: 'select', selection: emptySelection });
      const open = focused && (() => dispatch({ type: 'select', selection: focused }));
      const actions: Record<string, (() => void) | undefined> = isMod
        ? { a: selectAll, d: duplicate }
        : {
            Delete: remove,
            Backspace: remove,
            '+': openAtSelection,
            '/': openAtSelection,
            Escape: clear,
            Enter: open,
            ' ': open,
          };
      const action = isDirection(key) && !isMod ? () => moveSelection(key, event.altKey) : actions[key];
      if (!action) return;
      event.preventDefault();
      event.stopPropagation();
      action();
    },
    [dispatch, duplicate, moveSelection, openAtSelection, remove, selectAll],
  );
  return { onKeyDown, ...commands };
};
