import { type DraftDefinition, draftDefinitionSchema } from '@switchyard/domain';
import { z } from 'zod';
import type { Edit } from './edits.ts';
import { edgeIdsOf, nextCopyId, nextEdgeId, nodeIdsOf } from './next-id.ts';
import { findFreePlace, type Point } from './placement.ts';
import { rewriteExpression, rewriteReferences } from './rewrite-references.ts';

/** Part of a definition on the clipboard. */
export type Fragment = Pick<DraftDefinition, 'nodes' | 'edges'>;

const clipboardSchema = draftDefinitionSchema.extend({ kind: z.literal('switchyard/fragment') });

/** The chosen nodes with the edges between them. The start stays where it is: a process has one. */
export const copyFragment = (draft: DraftDefinition, nodeIds: ReadonlySet<string>): Fragment => {
  const nodes = draft.nodes.filter((node) => nodeIds.has(node.id) && node.kind !== 'start');
  const ids = new Set(nodes.map((node) => node.id));
  return { nodes, edges: draft.edges.filter((edge) => ids.has(edge.from) && ids.has(edge.to)) };
};

export const writeFragment = (fragment: Fragment): string =>
  JSON.stringify({ kind: 'switchyard/fragment', v: 1, ...fragment }, null, 2);

/** What is on the clipboard, or undefined when it is something else. */
export const parseFragment = (text: string): Fragment | undefined => {
  if (!text.includes('switchyard/fragment')) return undefined;
  try {
    const parsed = clipboardSchema.safeParse(JSON.parse(text));
    return parsed.success ? { nodes: parsed.data.nodes, edges: parsed.data.edges } : undefined;
  } catch {
    return undefined;
  }
};

/** Ids of the copies by the ids of their originals; unique beside everything that is there. */
export const planIds = (draft: DraftDefinition, fragment: Fragment): ReadonlyMap<string, string> => {
  const taken = nodeIdsOf(draft);
  const newIds = new Map<string, string>();
  for (const node of fragment.nodes) {
    const id = taken.has(node.id) ? nextCopyId(taken, node.id) : node.id;
    taken.add(id);
    newIds.set(node.id, id);
  }
  return newIds;
};

/** Adds copies; expressions that read a copied node read its copy, all others stay as they are. */
export const pasteFragment =
  (fragment: Fragment, at?: Point): Edit =>
  (draft) => {
    const nodes = fragment.nodes.filter((node, index, all) => {
      const isFirst = all.findIndex((each) => each.id === node.id) === index;
      return isFirst && !(node.kind === 'start' && draft.nodes.some((each) => each.kind === 'start'));
    });
    const [first] = nodes;
    if (!first || draft.nodes.length + nodes.length > 2000) return draft;
    const newIds = planIds(draft, { nodes, edges: [] });
    const left = nodes.reduce((x, node) => Math.min(x, node.position.x), first.position.x);
    const top = nodes.reduce((y, node) => Math.min(y, node.position.y), first.position.y);
    const corner = findFreePlace(draft, at ?? { x: left + 40, y: top + 40 });
    const copies = nodes.map((node) => ({
      ...rewriteReferences(node, newIds),
      id: newIds.get(node.id) ?? node.id,
      position: { x: node.position.x - left + corner.x, y: node.position.y - top + corner.y },
    }));
    const taken = edgeIdsOf(draft);
    const edges = fragment.edges.flatMap((edge) => {
      const [from, to] = [newIds.get(edge.from), newIds.get(edge.to)];
      if (from === undefined || to === undefined) return [];
      const id = nextEdgeId(taken);
      taken.add(id);
      const condition = edge.condition === undefined ? {} : { condition: rewriteExpression(edge.condition, newIds) };
      return [{ ...edge, ...condition, id, from, to }];
    });
    return { ...draft, nodes: [...draft.nodes, ...copies], edges: [...draft.edges, ...edges] };
  };
