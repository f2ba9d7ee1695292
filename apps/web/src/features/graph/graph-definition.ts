import type { NodeKind } from '@switchyard/domain';

/**
 * What the canvas needs to know of a definition. Published definitions and drafts both fit, because the config is
 * only read defensively, never trusted.
 */
export interface GraphNode {
  readonly id: string;
  readonly kind: NodeKind;
  readonly name: string;
  readonly position: { readonly x: number; readonly y: number };
  readonly config: object;
  readonly boundary?: readonly object[] | undefined;
}

export interface GraphEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly port: string;
  readonly condition?: string | undefined;
  readonly isOtherwise: boolean;
  readonly label?: string | undefined;
}

export interface GraphDefinition {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** Edges by the node they leave. */
export const groupEdgesByOrigin = (edges: readonly GraphEdge[]): ReadonlyMap<string, readonly GraphEdge[]> => {
  const byOrigin = new Map<string, GraphEdge[]>();
  for (const edge of edges) {
    const group = byOrigin.get(edge.from);
    if (group) group.push(edge);
    else byOrigin.set(edge.from, [edge]);
  }
  return byOrigin;
};
