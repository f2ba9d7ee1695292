import type { DraftNode } from '@switchyard/domain';
import { Button } from '@switchyard/ui';
import { Plus } from 'lucide-react';
import { useDraft } from '../builder-context.ts';
import { useOpenAddMenu } from '../canvas/add-menu-state.ts';

/** Asks what a way out leads to; gone once it leads somewhere. */
export const AddPathButton = ({ node, port, label }: { node: DraftNode; port: string; label: string }) => {
  const draft = useDraft();
  const openMenu = useOpenAddMenu();
  if (draft.edges.some((edge) => edge.from === node.id && edge.port === port)) return null;
  return (
    <Button
      size="sm"
      variant="ghost"
      onClick={({ currentTarget }) => {
        const { left, bottom } = currentTarget.getBoundingClientRect();
        openMenu({ x: left, y: bottom + 4, target: { type: 'after', nodeId: node.id, port } });
      }}
    >
      <Plus aria-hidden />
      {label}
    </Button>
  );
};
