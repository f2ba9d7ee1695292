import type { Edge, Node } from '@xyflow/react';
import type { EdgeLabel } from './edge-label.ts';
import type { GraphEdge, GraphNode } from './graph-definition.ts';
import type { GraphChange, GraphNodeState, GraphProblemCount } from './graph-node-state.ts';
import type { LabelPlace } from './place-labels.ts';
import type { Route } from './route.ts';

export interface WorkflowNodeData extends Record<string, unknown> {
  readonly node: GraphNode;
  readonly ports: readonly string[];
  readonly connectedPorts: readonly string[];
  readonly fact: string;
  readonly state?: GraphNodeState | undefined;
  readonly change?: GraphChange | undefined;
  readonly problems?: GraphProblemCount | undefined;
  readonly isEditable: boolean;
}
export type WorkflowFlowNode = Node<WorkflowNodeData, 'workflow'>;

export interface WorkflowEdgeData extends Record<string, unknown> {
  readonly edge: GraphEdge;
  /** Around the nodes; absent where the graph is too large for it. */
  readonly route?: Route | undefined;
  readonly label?: EdgeLabel | undefined;
  readonly labelPlace?: LabelPlace | undefined;
  readonly hasProblem?: boolean | undefined;
  readonly isEditable: boolean;
}
export type WorkflowFlowEdge = Edge<WorkflowEdgeData, 'workflow'>;
