import type { DefinitionProblem } from '@switchyard/domain';
import { applyNodeChanges, type EdgeChange, type NodeChange } from '@xyflow/react';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { WorkflowFlowEdge, WorkflowFlowNode } from '../../graph/flow-elements.ts';
import type { GraphProblemCount } from '../../graph/graph-node-state.ts';
import type { GraphNames } from '../../graph/node-fact.ts';
import { reuseEdges, reuseNodes } from '../../graph/reuse-elements.ts';
import { createRouter } from '../../graph/route-edges.ts';
import { arrowHead, toFlowElements } from '../../graph/to-flow-elements.ts';
import { useBuilder, useDispatch, useDraft, useSelection } from '../builder-context.ts';
import { moveNodes } from '../model/edits.ts';
import { snapped } from '../model/placement.ts';

const countProblems = (problems: readonly DefinitionProblem[]): Record<string, GraphProblemCount> => {
  const counts: Record<string, GraphProblemCount> = {};
  for (const { nodeId, severity } of problems) {
    if (nodeId === undefined) continue;
    const before = counts[nodeId] ?? { errors: 0, warnings: 0 };
    counts[nodeId] =
      severity === 'error' ? { ...before, errors: before.errors + 1 } : { ...before, warnings: before.warnings + 1 };
  }
  return counts;
};

const useGraphNames = (): GraphNames => {
  const { references } = useBuilder();
  return useMemo(
    () => ({
      tasks: new Map(references.tasks?.map((task) => [task.slug, task])),
      sources: new Map(references.sources?.map((source) => [source.slug, source])),
      workflows: new Map(references.workflows?.map((workflow) => [workflow.slug, workflow])),
    }),
    [references],
  );
};

const changedIds = (
  before: readonly string[],
  changes: readonly { readonly id: string; readonly selected: boolean }[],
) => {
  const ids = new Set(before);
  for (const { id, selected } of changes) {
    if (selected) ids.add(id);
    else ids.delete(id);
  }
  return [...ids];
};

const selectChanges = (changes: readonly (NodeChange<WorkflowFlowNode> | EdgeChange<WorkflowFlowEdge>)[]) =>
  changes.flatMap((change) => (change.type === 'select' ? [{ id: change.id, selected: change.selected }] : []));

/** The draft as canvas elements, and the canvas's changes as edits of the draft. */
export const useCanvasElements = () => {
  const { problems, store } = useBuilder();
  const draft = useDraft();
  const selection = useSelection();
  const dispatch = useDispatch();
  const names = useGraphNames();
  const [route] = useState(createRouter);
  /** Nodes as they are under the pointer; null when nothing is dragged. */
  const [dragged, setDragged] = useState<WorkflowFlowNode[] | null>(null);
  const previous = useRef<readonly WorkflowFlowNode[]>([]);
  const previousEdges = useRef<WorkflowFlowEdge[]>([]);

  const drawn = useMemo(
    () =>
      toFlowElements(draft, {
        names,
        nodeProblems: countProblems(problems),
        edgeProblems: new Set(problems.flatMap(({ edgeId, severity }) => (severity === 'error' && edgeId) || [])),
        isEditable: true,
        routing: route(draft),
      }),
    [draft, names, problems, route],
  );
  const nodes = useMemo(() => {
    const next = reuseNodes(previous.current, drawn.nodes, new Set(selection.nodeIds));
    previous.current = next;
    return next;
  }, [drawn.nodes, selection.nodeIds]);
  const edges = useMemo(() => {
    const selected = new Set(selection.edgeIds);
    const next = drawn.edges.map((edge) =>
      selected.has(edge.id) ? { ...edge, selected: true, markerEnd: arrowHead('var(--color-accent)') } : edge,
    );
    previousEdges.current = reuseEdges(previousEdges.current, next);
    return previousEdges.current;
  }, [drawn.edges, selection.edgeIds]);

  const onNodesChange = useCallback(
    (changes: NodeChange<WorkflowFlowNode>[]) => {
      const selects = selectChanges(changes);
      if (selects.length > 0) {
        const { nodeIds, edgeIds } = store.get().selection;
        dispatch({ type: 'select', selection: { nodeIds: changedIds(nodeIds, selects), edgeIds } });
      }
      const moves = changes.filter((change) => change.type === 'position' && change.dragging);
      if (moves.length > 0) setDragged((before) => applyNodeChanges(moves, before ?? [...previous.current]));
    },
    [dispatch, store],
  );
  const onEdgesChange = useCallback(
    (changes: EdgeChange<WorkflowFlowEdge>[]) => {
      const selects = selectChanges(changes);
      if (selects.length === 0) return;
      const { nodeIds, edgeIds } = store.get().selection;
      dispatch({ type: 'select', selection: { nodeIds, edgeIds: changedIds(edgeIds, selects) } });
    },
    [dispatch, store],
  );
  const onDragStop = useCallback(
    (_event: unknown, _node: WorkflowFlowNode, moved: readonly WorkflowFlowNode[]) => {
      const places = new Map(moved.map((node) => [node.id, snapped(node.position)]));
      dispatch({
        type: 'edit',
        label: places.size > 1 ? `Move ${places.size} nodes` : 'Move',
        edit: moveNodes(places),
      });
      setDragged(null);
    },
    [dispatch],
  );
  return { nodes: dragged ?? nodes, edges, frames: drawn.frames, onNodesChange, onEdgesChange, onDragStop };
};
