import { type DraftDefinition, portsOf } from '@switchyard/domain';

export interface Connection {
  readonly from: string;
  readonly port: string;
  readonly to: string;
}

/** Why an edge may not be drawn, as a sentence; undefined when it may. `exceptEdgeId` is the edge being moved. */
export const connectionProblem = (
  draft: DraftDefinition,
  { from, port, to }: Connection,
  exceptEdgeId?: string,
): string | undefined => {
  const origin = draft.nodes.find((node) => node.id === from);
  const target = draft.nodes.find((node) => node.id === to);
  if (!origin || !target) return 'One end of the edge does not exist.';
  if (from === to) return 'A node cannot lead straight back to itself.';
  if (target.kind === 'start') return 'Nothing leads into the start.';
  if (!portsOf(origin).includes(port)) return `${origin.name} has no way out called “${port}”.`;
  const isDouble = draft.edges.some(
    (edge) => edge.id !== exceptEdgeId && edge.from === from && edge.port === port && edge.to === to,
  );
  return isDouble ? 'These two are connected already.' : undefined;
};

export const canConnect = (draft: DraftDefinition, connection: Connection, exceptEdgeId?: string): boolean =>
  connectionProblem(draft, connection, exceptEdgeId) === undefined;
