import { cx } from '@switchyard/ui';
import { Plus } from 'lucide-react';
import { createContext, useContext } from 'react';
import type { EdgeActionProps } from '../../graph/edge-action.ts';
import { useOpenAddMenu } from './add-menu-state.ts';

/** Id of the edge under the pointer. */
export const HoveredEdgeContext = createContext<string | null>(null);

/** The `+` on an edge; appears with the pointer and the selection, so that the canvas stays quiet. */
export const EdgeAddButton = ({ edgeId, isSelected }: EdgeActionProps) => {
  const openMenu = useOpenAddMenu();
  const isShown = useContext(HoveredEdgeContext) === edgeId || isSelected;
  return (
    <button
      type="button"
      aria-label="Add a step here"
      tabIndex={isSelected ? 0 : -1}
      onClick={(event) => {
        event.stopPropagation();
        const { left, bottom } = event.currentTarget.getBoundingClientRect();
        openMenu({ x: left, y: bottom + 4, target: { type: 'edge', edgeId } });
      }}
      className={cx(
        'relative mx-auto mt-0.5 flex size-5 pointer-coarse:after:absolute pointer-coarse:after:-inset-2.5 items-center justify-center rounded-full border border-line-strong bg-surface text-muted transition-opacity hover:border-accent hover:text-accent focus-visible:opacity-100',
        isShown ? 'opacity-100' : 'opacity-0 hover:opacity-100',
      )}
    >
      <Plus aria-hidden className="size-3" />
    </button>
  );
};
