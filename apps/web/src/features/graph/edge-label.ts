import type { GraphEdge } from './graph-definition.ts';

/** What is written on an edge: its label, else its condition, else that it is taken when nothing else is. */
export const edgeLabel = (edge: GraphEdge): { readonly text: string; readonly isCode: boolean } | undefined => {
  if (edge.label) return { text: edge.label, isCode: false };
  if (edge.isOtherwise) return { text: 'otherwise', isCode: false };
  if (edge.condition) return { text: edge.condition, isCode: true };
  return edge.port === 'failed' ? { text: 'if it fails', isCode: false } : undefined;
};
