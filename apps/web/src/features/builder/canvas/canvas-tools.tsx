import { IconButton, toast } from '@switchyard/ui';
import { useReactFlow } from '@xyflow/react';
import { Plus, Redo2, Undo2, Workflow } from 'lucide-react';
import { useState } from 'react';
import type { WorkflowFlowEdge, WorkflowFlowNode } from '../../graph/flow-elements.ts';
import { openView } from '../../graph/open-view.ts';
import { useBuilder, useDispatch, useHistory } from '../builder-context.ts';
import { moveNodes } from '../model/edits.ts';
import { layoutDraft } from './layout-draft.ts';

/** Undo, redo, tidy up; beside the zoom. */
export const CanvasTools = ({ onAdd }: { onAdd: () => void }) => {
  const dispatch = useDispatch();
  const history = useHistory();
  return (
    <>
      <span aria-hidden className="mx-1 h-4 w-px bg-line" />
      <IconButton
        label={history.undo ? `Undo: ${history.undo}` : 'Undo'}
        shortcut="mod+z"
        size="sm"
        disabled={history.undo === undefined}
        onClick={() => dispatch({ type: 'undo' })}
      >
        <Undo2 aria-hidden />
      </IconButton>
      <IconButton
        label={history.redo ? `Redo: ${history.redo}` : 'Redo'}
        shortcut="mod+shift+z"
        size="sm"
        disabled={history.redo === undefined}
        onClick={() => dispatch({ type: 'redo' })}
      >
        <Redo2 aria-hidden />
      </IconButton>
      <TidyButton />
      <IconButton label="Add a step" shortcut="+" size="sm" className="sm:hidden" onClick={onAdd}>
        <Plus aria-hidden />
      </IconButton>
    </>
  );
};

const TidyButton = () => {
  const { store } = useBuilder();
  const flow = useReactFlow<WorkflowFlowNode, WorkflowFlowEdge>();
  const [isPending, setIsPending] = useState(false);
  const tidy = async () => {
    setIsPending(true);
    try {
      const places = await layoutDraft(store.get().draft);
      store.dispatch({ type: 'edit', label: 'Tidy up', edit: moveNodes(places) });
      requestAnimationFrame(() => openView(flow));
    } catch {
      toast.failed('The layout could not be computed', { description: 'Nothing was moved.' });
    } finally {
      setIsPending(false);
    }
  };
  return (
    <IconButton label="Tidy up" size="sm" isPending={isPending} onClick={() => void tidy()}>
      {isPending ? null : <Workflow aria-hidden />}
    </IconButton>
  );
};
