import type { DraftDefinition } from '@switchyard/domain';

/** The later definition with what only the earlier one had, so that removed steps can still be seen. */
export const mergeDefinitions = (before: DraftDefinition, after: DraftDefinition): DraftDefinition => {
  const nodeIds = new Set(after.nodes.map(({ id }) => id));
  const edgeIds = new Set(after.edges.map(({ id }) => id));
  return {
    v: 1,
    nodes: [...after.nodes, ...before.nodes.filter(({ id }) => !nodeIds.has(id))],
    edges: [...after.edges, ...before.edges.filter(({ id }) => !edgeIds.has(id))],
  };
};
