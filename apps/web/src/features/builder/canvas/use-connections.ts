import { nodeConfigForm } from '@switchyard/definition';
import { nodeKinds } from '@switchyard/domain';
import { type Connection, type FinalConnectionState, useReactFlow } from '@xyflow/react';
import { type DragEvent, useCallback } from 'react';
import type { WorkflowFlowEdge } from '../../graph/flow-elements.ts';
import { nodeHeadHeight } from '../../graph/node-geometry.ts';
import { useBuilder, useDispatch } from '../builder-context.ts';
import { type AddTarget, addAction } from '../model/add-target.ts';
import { canConnect } from '../model/can-connect.ts';
import { connect, reconnectEdge } from '../model/edits.ts';
import { useOpenAddMenu } from './add-menu-state.ts';
import { draggedKindType } from './categories.ts';

const toConnection = ({ source, target, sourceHandle }: Connection | WorkflowFlowEdge) => ({
  from: source,
  port: sourceHandle ?? 'out',
  to: target,
});

/** Drawing edges, pulling them elsewhere, and dropping palette entries. */
export const useConnections = () => {
  const { store } = useBuilder();
  const dispatch = useDispatch();
  const openMenu = useOpenAddMenu();
  const flow = useReactFlow();

  const isValidConnection = useCallback(
    (connection: Connection | WorkflowFlowEdge) =>
      canConnect(store.get().draft, toConnection(connection), 'id' in connection ? connection.id : undefined),
    [store],
  );
  const onConnect = useCallback(
    (connection: Connection) => dispatch({ type: 'edit', label: 'Connect', edit: connect(toConnection(connection)) }),
    [dispatch],
  );
  const onReconnect = useCallback(
    (edge: WorkflowFlowEdge, connection: Connection) =>
      dispatch({ type: 'edit', label: 'Move an edge', edit: reconnectEdge(edge.id, toConnection(connection)) }),
    [dispatch],
  );
  /** An edge let go over nothing asks what should be there. */
  const onConnectEnd = useCallback(
    (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
      const isOnCanvas = event.target instanceof Element && event.target.closest('.react-flow__pane') !== null;
      if (state.toNode || !state.fromNode || state.fromHandle?.type !== 'source' || !isOnCanvas) return;
      const point = 'changedTouches' in event ? event.changedTouches[0] : event;
      if (!point) return;
      const place = flow.screenToFlowPosition({ x: point.clientX, y: point.clientY });
      const at = { x: place.x, y: place.y - nodeHeadHeight / 2 };
      const target: AddTarget = { type: 'after', nodeId: state.fromNode.id, port: state.fromHandle.id ?? 'out', at };
      openMenu({ x: point.clientX, y: point.clientY, target });
    },
    [flow, openMenu],
  );
  const onDrop = useCallback(
    (event: DragEvent) => {
      const kind = nodeKinds.find((each) => each === event.dataTransfer.getData(draggedKindType));
      if (!kind) return;
      event.preventDefault();
      const { draft } = store.get();
      const { title, defaultConfig } = nodeConfigForm(kind);
      const edge = event.target instanceof Element ? event.target.closest('.react-flow__edge') : null;
      const edgeId = edge?.getAttribute('data-id');
      const place = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
      const at = { x: place.x - 110, y: place.y - nodeHeadHeight / 2 };
      const wanted = { kind, name: title, config: defaultConfig };
      const action =
        (edgeId && addAction(draft, { type: 'edge', edgeId }, wanted)) ||
        addAction(draft, { type: 'place', at }, wanted);
      if (action) dispatch(action);
    },
    [dispatch, flow, store],
  );
  const onDragOver = useCallback((event: DragEvent) => {
    if (!event.dataTransfer.types.includes(draggedKindType)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
  }, []);
  return { isValidConnection, onConnect, onReconnect, onConnectEnd, onDrop, onDragOver };
};
