import { useCallback } from 'react';
import { useBuilder } from '../builder-context.ts';
import { targetOfSelection } from '../model/add-target.ts';
import { emptySelection } from '../model/builder-state.ts';
import { removeElements } from '../model/edits.ts';
import { copyFragment, pasteFragment, planIds } from '../model/fragment.ts';
import { useOpenAddMenu } from './add-menu-state.ts';

const elementOf = (selector: string, id: string | undefined): Element | null =>
  id === undefined ? null : document.querySelector(`${selector}[data-id="${CSS.escape(id)}"]`);

/** What can be done with what is selected. */
export const useSelectionCommands = () => {
  const { store } = useBuilder();
  const openMenu = useOpenAddMenu();

  const remove = useCallback(() => {
    const { nodeIds, edgeIds } = store.get().selection;
    const count = nodeIds.length + edgeIds.length;
    if (count === 0) return;
    const label = count === 1 ? 'Delete' : `Delete ${count} elements`;
    const edit = removeElements(new Set(nodeIds), new Set(edgeIds));
    store.dispatch({ type: 'edit', label, edit, select: emptySelection });
  }, [store]);

  const duplicate = useCallback(() => {
    const { draft, selection } = store.get();
    const fragment = copyFragment(draft, new Set(selection.nodeIds));
    if (fragment.nodes.length === 0) return;
    const select = { nodeIds: [...planIds(draft, fragment).values()], edgeIds: [] };
    store.dispatch({ type: 'edit', label: 'Duplicate', edit: pasteFragment(fragment), select });
  }, [store]);

  const selectAll = useCallback(() => {
    const { nodes, edges } = store.get().draft;
    const selection = { nodeIds: nodes.map((node) => node.id), edgeIds: edges.map((edge) => edge.id) };
    store.dispatch({ type: 'select', selection });
  }, [store]);

  const openAtSelection = useCallback(() => {
    const { draft, selection } = store.get();
    const target = targetOfSelection(draft, selection);
    const canvas = document.querySelector('.react-flow')?.getBoundingClientRect();
    const edge = target.type === 'edge' ? elementOf('.react-flow__edge', target.edgeId) : null;
    const node = target.type === 'after' ? elementOf('.react-flow__node', target.nodeId) : null;
    const box = (edge ?? node)?.getBoundingClientRect();
    if (edge && box) openMenu({ x: box.left + box.width / 2, y: box.top + box.height / 2, target });
    else if (box) openMenu({ x: box.right + 12, y: box.top, target });
    else if (canvas) openMenu({ x: canvas.left + canvas.width / 2 - 148, y: canvas.top + 80, target });
  }, [openMenu, store]);

  return { remove, duplicate, selectAll, openAtSelection };
};
