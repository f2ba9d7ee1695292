import { WorkflowEdge } from './workflow-edge.tsx';
import { WorkflowNode } from './workflow-node.tsx';

/** Stable identities: new objects here would remount every element on each render. */
export const nodeTypes = { workflow: WorkflowNode };
export const edgeTypes = { workflow: WorkflowEdge };
