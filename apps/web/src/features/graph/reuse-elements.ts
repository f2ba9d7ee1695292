import type { WorkflowFlowEdge, WorkflowFlowNode, WorkflowNodeData } from './flow-elements.ts';
import type { GraphNodeState } from './graph-node-state.ts';

const isSameList = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((each, index) => each === other[index]);

const isSameState = (one: GraphNodeState | undefined, other: GraphNodeState | undefined): boolean =>
  one?.status === other?.status && one?.stepCount === other?.stepCount && one?.progress === other?.progress;

const isSameData = (one: WorkflowNodeData, other: WorkflowNodeData): boolean =>
  one.node === other.node &&
  one.fact === other.fact &&
  one.change === other.change &&
  isSameState(one.state, other.state) &&
  one.problems?.errors === other.problems?.errors &&
  one.problems?.warnings === other.problems?.warnings &&
  isSameList(one.ports, other.ports) &&
  isSameList(one.connectedPorts, other.connectedPorts);

/** The same objects for nodes that look the same, so that a change redraws what changed and nothing else. */
export const reuseNodes = (
  before: readonly WorkflowFlowNode[],
  after: readonly WorkflowFlowNode[],
  selected: ReadonlySet<string>,
): WorkflowFlowNode[] => {
  const known = new Map(before.map((node) => [node.id, node]));
  return after.map((node) => {
    const isSelected = selected.has(node.id);
    const old = known.get(node.id);
    if (old && (old.selected ?? false) === isSelected && isSameData(old.data, node.data)) return old;
    return isSelected ? { ...node, selected: true } : node;
  });
};

const isSameEdge = (one: WorkflowFlowEdge, other: WorkflowFlowEdge): boolean =>
  one.data?.edge === other.data?.edge &&
  one.data?.hasProblem === other.data?.hasProblem &&
  one.data?.route === other.data?.route &&
  one.data?.label?.text === other.data?.label?.text &&
  one.className === other.className &&
  (one.selected ?? false) === (other.selected ?? false);

/** As reuseNodes, for edges. */
export const reuseEdges = (
  before: readonly WorkflowFlowEdge[],
  after: readonly WorkflowFlowEdge[],
): WorkflowFlowEdge[] => {
  const known = new Map(before.map((edge) => [edge.id, edge]));
  return after.map((edge) => {
    const old = known.get(edge.id);
    return old && isSameEdge(old, edge) ? old : edge;
  });
};
