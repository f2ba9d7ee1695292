'use client';

import { useReactFlow, useStore } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import type { WorkflowFlowEdge, WorkflowFlowNode } from './flow-elements.ts';
import { openView } from './open-view.ts';

/** Chooses the first view once the canvas knows its size and its nodes, whichever it learns last; later views are the user's. */
export const OpenViewOnce = () => {
  const flow = useReactFlow<WorkflowFlowNode, WorkflowFlowEdge>();
  const isReady = useStore(({ width, height, nodes }) => width > 0 && height > 0 && nodes.length > 0);
  const isOpened = useRef(false);
  useEffect(() => {
    if (!isReady || isOpened.current) return;
    isOpened.current = true;
    openView(flow);
  }, [flow, isReady]);
  return null;
};
