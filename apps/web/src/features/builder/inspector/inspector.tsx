'use client';

import { Button, cx, IconButton } from '@switchyard/ui';
import { Copy, Trash2, X } from 'lucide-react';
import { useDispatch, useDraft, useSelection } from '../builder-context.ts';
import { emptySelection } from '../model/builder-state.ts';
import { EdgeInspector } from './edge-inspector.tsx';
import { NodeInspector } from './node-inspector.tsx';

interface InspectorProps {
  readonly onDuplicate: () => void;
  readonly onRemove: () => void;
}

/** What is selected, beside the canvas; a sheet from below on a phone. Never over what it is about. */
export const Inspector = ({ onDuplicate, onRemove }: InspectorProps) => {
  const draft = useDraft();
  const { nodeIds, edgeIds } = useSelection();
  const dispatch = useDispatch();
  const count = nodeIds.length + edgeIds.length;
  if (count === 0) return null;
  const node = count === 1 ? draft.nodes.find(({ id }) => id === nodeIds[0]) : undefined;
  const edge = count === 1 ? draft.edges.find(({ id }) => id === edgeIds[0]) : undefined;
  return (
    <aside
      aria-label="Inspector"
      className={cx(
        'flex shrink-0 flex-col border-line bg-surface max-sm:h-3/5 max-sm:border-t sm:w-90 sm:border-l',
        node?.kind === 'decisionTable' ? 'lg:w-140' : 'lg:w-100',
      )}
    >
      <div className="flex h-10 shrink-0 items-center gap-1 border-line border-b pr-1.5 pl-4">
        <h2 className="flex-1 truncate font-medium text-muted text-xs">
          {node ? 'Step' : edge ? 'Path' : `${count} selected`}
        </h2>
        {nodeIds.length > 0 ? (
          <IconButton label="Duplicate" shortcut="mod+d" size="sm" onClick={onDuplicate}>
            <Copy aria-hidden />
          </IconButton>
        ) : null}
        <IconButton label="Delete" shortcut="delete" size="sm" onClick={onRemove}>
          <Trash2 aria-hidden />
        </IconButton>
        <IconButton
          label="Close"
          shortcut="escape"
          size="sm"
          onClick={() => dispatch({ type: 'select', selection: emptySelection })}
        >
          <X aria-hidden />
        </IconButton>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto p-4">
        {node ? <NodeInspector key={node.id} node={node} /> : null}
        {edge ? <EdgeInspector key={edge.id} edge={edge} /> : null}
        {!node && !edge ? <ManySelected nodes={nodeIds.length} paths={edgeIds.length} onRemove={onRemove} /> : null}
      </div>
    </aside>
  );
};

const ManySelected = ({ nodes, paths, onRemove }: { nodes: number; paths: number; onRemove: () => void }) => (
  <div className="flex flex-col items-start gap-3 text-sm">
    <p className="text-muted">
      {nodes} {nodes === 1 ? 'step' : 'steps'} and {paths} {paths === 1 ? 'path' : 'paths'}. Drag to move them together,
      copy and paste them here or into another workflow.
    </p>
    <Button variant="danger" onClick={onRemove}>
      <Trash2 aria-hidden />
      Delete
    </Button>
  </div>
);
