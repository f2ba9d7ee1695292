import { readFileSync } from 'node:fs';
import { type DraftDefinition, type DraftNode, draftDefinitionSchema } from '@switchyard/domain';

export const readFixture = (): DraftDefinition =>
  draftDefinitionSchema.parse(
    JSON.parse(readFileSync(new URL('./fixtures/definition-v1.json', import.meta.url), 'utf8')),
  );

/** The fixture with one node's fields replaced. */
export const withNode = (id: string, change: Partial<DraftNode>): DraftDefinition => {
  const draft = readFixture();
  return { ...draft, nodes: draft.nodes.map((node) => (node.id === id ? { ...node, ...change } : node)) };
};

/** The fixture with some of one node's settings replaced; `undefined` removes one. */
export const withConfig = (id: string, change: Record<string, unknown>): DraftDefinition => {
  const draft = readFixture();
  const nodes = draft.nodes.map((node) => (node.id === id ? { ...node, config: { ...node.config, ...change } } : node));
  return draftDefinitionSchema.parse(JSON.parse(JSON.stringify({ ...draft, nodes })));
};

type Edge = DraftDefinition['edges'][number];

/** The fixture with its edges mapped; return undefined to drop one. */
export const withEdges = (
  change: (edge: Edge) => Edge | undefined,
  added: readonly Partial<Edge>[] = [],
): DraftDefinition => {
  const draft = readFixture();
  const kept = draft.edges.flatMap((edge) => change(edge) ?? []);
  return draftDefinitionSchema.parse({ ...draft, edges: [...kept, ...added] });
};

export const same = (edge: Edge): Edge => edge;
