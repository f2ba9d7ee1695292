'use client';

import { Skeleton } from '@switchyard/ui';
import dynamic from 'next/dynamic';
import type { WorkflowGraphProps } from './workflow-graph-props.ts';

const GraphCanvas = dynamic(() => import('./graph-canvas.tsx').then((module) => module.GraphCanvas), {
  ssr: false,
  loading: () => <Skeleton className="h-full w-full" />,
});

/** A workflow to look at: nodes with the state of a run or the changes of a version. Fills its parent. */
export const WorkflowGraph = (props: WorkflowGraphProps) => (
  <div className="relative h-full min-h-60 w-full">
    <GraphCanvas {...props} />
  </div>
);
