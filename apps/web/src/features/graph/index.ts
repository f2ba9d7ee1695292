export type { GraphDefinition, GraphEdge, GraphNode } from './graph-definition.ts';
export type { GraphChange, GraphNodeState } from './graph-node-state.ts';
export type { GraphNames } from './node-fact.ts';
export { WorkflowGraph } from './workflow-graph.tsx';
