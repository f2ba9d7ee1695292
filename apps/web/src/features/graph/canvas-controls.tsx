import { IconButton } from '@switchyard/ui';
import { Panel, useReactFlow, useStore } from '@xyflow/react';
import { Maximize, Minus, Plus } from 'lucide-react';
import type { ReactNode } from 'react';

/** Zoom and fit, bottom left; `children` are further buttons of an editor. */
export const CanvasControls = ({ children }: { children?: ReactNode }) => {
  const flow = useReactFlow();
  const zoom = useStore((state) => state.transform[2]);
  return (
    <Panel position="bottom-left" className="flex items-center gap-0.5 rounded-sm border border-line bg-surface p-0.5">
      <IconButton label="Zoom out" size="sm" onClick={() => flow.zoomOut({ duration: 120 })}>
        <Minus aria-hidden />
      </IconButton>
      <button
        type="button"
        aria-label={`${Math.round(zoom * 100)} %: zoom to 100 %`}
        className="w-11 rounded-xs text-center text-muted text-xs tabular-nums hover:text-ink"
        onClick={() => flow.zoomTo(1, { duration: 120 })}
      >
        {Math.round(zoom * 100)} %
      </button>
      <IconButton label="Zoom in" size="sm" onClick={() => flow.zoomIn({ duration: 120 })}>
        <Plus aria-hidden />
      </IconButton>
      <IconButton
        label="Show everything"
        size="sm"
        onClick={() => flow.fitView({ padding: 0.12, maxZoom: 1, duration: 140 })}
      >
        <Maximize aria-hidden />
      </IconButton>
      {children}
    </Panel>
  );
};
