import { listBoundaryMarks } from './boundary-events.ts';
import type { GraphEdge, GraphNode } from './graph-definition.ts';

export interface EdgeLabel {
  readonly text: string;
  readonly isCode: boolean;
}

const portWords: Readonly<Record<string, string>> = { failed: 'if it fails', compensate: 'to undo it' };

/** What is written on an edge: its label, else its condition, else when it is taken where that is not plain. */
export const edgeLabel = (edge: GraphEdge, origin: Pick<GraphNode, 'boundary'> = {}): EdgeLabel | undefined => {
  if (edge.label) return { text: edge.label, isCode: false };
  if (edge.isOtherwise) return { text: 'otherwise', isCode: false };
  if (edge.condition) return { text: edge.condition, isCode: true };
  const text = portWords[edge.port] ?? listBoundaryMarks(origin).find(({ id }) => id === edge.port)?.words;
  return text === undefined ? undefined : { text, isCode: false };
};
