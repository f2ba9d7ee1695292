import { toast } from '@switchyard/ui';
import { useEffect } from 'react';
import { useBuilder } from '../builder-context.ts';
import { emptySelection } from '../model/builder-state.ts';
import { removeElements } from '../model/edits.ts';
import { copyFragment, parseFragment, pasteFragment, planIds, writeFragment } from '../model/fragment.ts';

const isTyping = (): boolean => document.activeElement?.matches('input, textarea, select, [contenteditable]') ?? false;
const hasTextSelection = (): boolean => (document.getSelection()?.toString() ?? '') !== '';

/** Copy, cut and paste of nodes through the system's clipboard, also between workflows and windows. */
export const useClipboard = () => {
  const { store } = useBuilder();
  useEffect(() => {
    const copy = (event: ClipboardEvent) => {
      const { draft, selection } = store.get();
      const fragment = copyFragment(draft, new Set(selection.nodeIds));
      if (isTyping() || hasTextSelection() || fragment.nodes.length === 0) return;
      event.preventDefault();
      event.clipboardData?.setData('text/plain', writeFragment(fragment));
      if (event.type !== 'cut') return;
      const edit = removeElements(new Set(fragment.nodes.map((node) => node.id)));
      store.dispatch({ type: 'edit', label: 'Cut', edit, select: emptySelection });
    };
    const paste = (event: ClipboardEvent) => {
      if (isTyping()) return;
      const fragment = parseFragment(event.clipboardData?.getData('text/plain') ?? '');
      if (!fragment) return;
      event.preventDefault();
      const select = { nodeIds: [...planIds(store.get().draft, fragment).values()], edgeIds: [] };
      store.dispatch({ type: 'edit', label: 'Paste', edit: pasteFragment(fragment), select });
      toast.note(`Pasted ${fragment.nodes.length} ${fragment.nodes.length === 1 ? 'step' : 'steps'}`);
    };
    document.addEventListener('copy', copy);
    document.addEventListener('cut', copy);
    document.addEventListener('paste', paste);
    return () => {
      document.removeEventListener('copy', copy);
      document.removeEventListener('cut', copy);
      document.removeEventListener('paste', paste);
    };
  }, [store]);
};
