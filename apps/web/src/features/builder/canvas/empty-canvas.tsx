import { Button, EmptyState } from '@switchyard/ui';
import { Panel } from '@xyflow/react';
import { Workflow } from 'lucide-react';

/** What an empty canvas is for, and the one next step. */
export const EmptyCanvas = ({ onAdd }: { onAdd: () => void }) => (
  <Panel position="top-center" className="pt-24">
    <EmptyState
      icon={Workflow}
      title="Draw how the work is done"
      description="Begin with a start, add steps behind it, and end where the work is finished. Drag from the left, or press + at any time."
      action={
        <Button variant="primary" onClick={onAdd}>
          Add the first step
        </Button>
      }
    />
  </Panel>
);
