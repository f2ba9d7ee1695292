'use client';

import '@xyflow/react/dist/base.css';
import './graph.css';
import {
  Background,
  BackgroundVariant,
  MiniMap,
  type NodeMouseHandler,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
} from '@xyflow/react';
import { useEffect, useMemo, useRef } from 'react';
import { BodyFrames } from './body-frames.tsx';
import { CanvasControls } from './canvas-controls.tsx';
import { edgeTypes, nodeTypes } from './element-types.ts';
import { FarView } from './far-view.tsx';
import type { WorkflowFlowEdge, WorkflowFlowNode } from './flow-elements.ts';
import { LargeOverview } from './large-overview.tsx';
import { drawAllUpTo } from './node-geometry.ts';
import { OpenViewOnce } from './open-view-once.tsx';
import { reuseEdges, reuseNodes } from './reuse-elements.ts';
import { routeGraph } from './route-edges.ts';
import { toFlowElements } from './to-flow-elements.ts';
import type { WorkflowGraphProps } from './workflow-graph-props.ts';

const minimapFrom = 12;

const Canvas = ({ definition, selectedNodeId, onSelect, label, ...overlay }: WorkflowGraphProps) => {
  const { names, nodeStates, takenEdges, nodeChanges, edgeChanges } = overlay;
  const routing = useMemo(() => routeGraph(definition), [definition]);
  const drawn = useMemo(
    () => toFlowElements(definition, { routing, names, nodeStates, takenEdges, nodeChanges, edgeChanges }),
    [definition, routing, names, nodeStates, takenEdges, nodeChanges, edgeChanges],
  );
  // A step that ends changes one or two of them: the others stay the same objects and are not drawn anew.
  const before = useRef<{ nodes: WorkflowFlowNode[]; edges: WorkflowFlowEdge[] }>({ nodes: [], edges: [] });
  const nodes = useMemo(() => {
    before.current.nodes = reuseNodes(
      before.current.nodes,
      drawn.nodes,
      new Set(selectedNodeId ? [selectedNodeId] : []),
    );
    return before.current.nodes;
  }, [drawn.nodes, selectedNodeId]);
  const edges = useMemo(() => {
    before.current.edges = reuseEdges(before.current.edges, drawn.edges);
    return before.current.edges;
  }, [drawn.edges]);
  const isLarge = nodes.length > drawAllUpTo;
  const selectNode: NodeMouseHandler<WorkflowFlowNode> = (_event, node) => onSelect?.(node.id);
  return (
    <ReactFlow
      className="graph-read-only"
      aria-label={label ?? 'Workflow'}
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      onNodeClick={selectNode}
      onPaneClick={() => onSelect?.(null)}
      nodesDraggable={false}
      nodesConnectable={false}
      edgesFocusable={false}
      deleteKeyCode={null}
      onlyRenderVisibleElements={isLarge}
      minZoom={0.1}
      attributionPosition="top-right"
      onKeyDown={(event) => {
        const id = event.key === 'Enter' && event.target instanceof HTMLElement ? event.target.dataset.id : undefined;
        if (id) onSelect?.(id);
      }}
    >
      <Background variant={BackgroundVariant.Dots} gap={20} size={1} />
      <BodyFrames frames={drawn.frames} nodes={nodes} />
      <OpenViewOnce />
      {isLarge ? <FarView /> : null}
      <CanvasControls />
      {isLarge ? <LargeOverview nodes={nodes} className="max-sm:hidden" /> : null}
      {nodes.length >= minimapFrom && !isLarge ? (
        <MiniMap pannable zoomable ariaLabel="Overview" className="max-sm:hidden" />
      ) : null}
      <SelectionInView nodeId={selectedNodeId ?? null} />
    </ReactFlow>
  );
};

/** Brings a node chosen elsewhere (the timeline) into view without changing the zoom. */
const SelectionInView = ({ nodeId }: { nodeId: string | null }) => {
  const flow = useReactFlow();
  useEffect(() => {
    const node = nodeId === null ? undefined : flow.getNode(nodeId);
    const frame = document.querySelector('.react-flow')?.getBoundingClientRect();
    if (!node || !frame) return;
    const width = node.width ?? 0;
    const height = node.height ?? 0;
    const from = flow.flowToScreenPosition(node.position);
    const to = flow.flowToScreenPosition({ x: node.position.x + width, y: node.position.y + height });
    const isVisible = from.x >= frame.left && from.y >= frame.top && to.x <= frame.right && to.y <= frame.bottom;
    if (isVisible) return;
    const centre = { x: node.position.x + width / 2, y: node.position.y + height / 2 };
    void flow.setCenter(centre.x, centre.y, { zoom: flow.getZoom(), duration: 140 });
  }, [flow, nodeId]);
  return null;
};

/** The canvas itself; loaded on demand, because it is heavy. */
export const GraphCanvas = (props: WorkflowGraphProps) => (
  <ReactFlowProvider>
    <Canvas {...props} />
  </ReactFlowProvider>
);
