'use client';

import '@xyflow/react/dist/base.css';
import '../../graph/graph.css';
import { Background, BackgroundVariant, MiniMap, ReactFlow, SelectionMode } from '@xyflow/react';
import { useState } from 'react';
import { BodyFrames } from '../../graph/body-frames.tsx';
import { CanvasControls } from '../../graph/canvas-controls.tsx';
import { EdgeActionContext } from '../../graph/edge-action.ts';
import { edgeTypes, nodeTypes } from '../../graph/element-types.ts';
import { FarView } from '../../graph/far-view.tsx';
import { LargeOverview } from '../../graph/large-overview.tsx';
import { drawAllUpTo } from '../../graph/node-geometry.ts';
import { OpenViewOnce } from '../../graph/open-view-once.tsx';
import { useDispatch } from '../builder-context.ts';
import { emptySelection } from '../model/builder-state.ts';
import { CanvasTools } from './canvas-tools.tsx';
import { EdgeAddButton, HoveredEdgeContext } from './edge-add-button.tsx';
import { EmptyCanvas } from './empty-canvas.tsx';
import { RevealSelection } from './reveal-selection.tsx';
import { useCanvasElements } from './use-canvas-elements.ts';
import { useCanvasKeys } from './use-canvas-keys.ts';
import { useClipboard } from './use-clipboard.ts';
import { useConnections } from './use-connections.ts';

const snapGrid: [number, number] = [10, 10];

/** The canvas on which a process is drawn. */
export const BuilderCanvas = () => {
  const dispatch = useDispatch();
  const elements = useCanvasElements();
  const keys = useCanvasKeys();
  const connections = useConnections();
  const [hoveredEdgeId, setHoveredEdgeId] = useState<string | null>(null);
  const isLarge = elements.nodes.length > drawAllUpTo;
  useClipboard();
  return (
    <EdgeActionContext value={EdgeAddButton}>
      <HoveredEdgeContext value={hoveredEdgeId}>
        <ReactFlow
          aria-label="Process canvas. Arrow keys move between steps, Enter opens one, plus adds one, Delete removes."
          nodes={elements.nodes}
          edges={elements.edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          onNodesChange={elements.onNodesChange}
          onEdgesChange={elements.onEdgesChange}
          onNodeDragStop={elements.onDragStop}
          onSelectionDragStop={(event, nodes) => nodes[0] && elements.onDragStop(event, nodes[0], nodes)}
          {...connections}
          onPaneClick={() => dispatch({ type: 'select', selection: emptySelection })}
          onEdgeMouseEnter={(_event, edge) => setHoveredEdgeId(edge.id)}
          onEdgeMouseLeave={() => setHoveredEdgeId(null)}
          onKeyDown={keys.onKeyDown}
          disableKeyboardA11y
          deleteKeyCode={null}
          selectionKeyCode="Shift"
          multiSelectionKeyCode={['Shift', 'Meta', 'Control']}
          selectionMode={SelectionMode.Partial}
          snapToGrid
          snapGrid={snapGrid}
          connectionRadius={32}
          edgesReconnectable
          onlyRenderVisibleElements={isLarge}
          elevateEdgesOnSelect
          minZoom={0.1}
          maxZoom={1.6}
          attributionPosition="top-right"
        >
          <Background variant={BackgroundVariant.Dots} gap={20} size={1} />
          <BodyFrames frames={elements.frames} nodes={elements.nodes} />
          <OpenViewOnce />
          {isLarge ? <FarView /> : null}
          <CanvasControls>
            <CanvasTools onAdd={keys.openAtSelection} />
          </CanvasControls>
          {isLarge ? <LargeOverview nodes={elements.nodes} className="max-lg:hidden" /> : null}
          {elements.nodes.length >= 8 && !isLarge ? (
            <MiniMap pannable zoomable ariaLabel="Overview" className="max-lg:hidden" />
          ) : null}
          {elements.nodes.length === 0 ? <EmptyCanvas onAdd={keys.openAtSelection} /> : null}
          <RevealSelection />
        </ReactFlow>
      </HoveredEdgeContext>
    </EdgeActionContext>
  );
};
