import type { DefinitionProblem, DraftDefinition } from '@switchyard/domain';
import { DraftGraph } from './draft-graph.ts';
import { lintBodies } from './lint-bodies.ts';
import { lintBoundary } from './lint-boundary.ts';
import { lintConfigs } from './lint-configs.ts';
import { lintExpressions } from './lint-expressions.ts';
import { lintKinds } from './lint-kinds.ts';
import { lintParallel } from './lint-parallel.ts';
import { lintPaths } from './lint-paths.ts';
import type { LintReferences } from './lint-references.ts';
import { lintSettings } from './lint-settings.ts';
import { lintStructure } from './lint-structure.ts';

/** First what concerns the whole, then by place: nodes and the paths leaving them, in definition order. */
const sortByPlace = (draft: DraftDefinition, problems: readonly DefinitionProblem[]): DefinitionProblem[] => {
  const places = new Map<string, number>();
  for (const [index, { id }] of draft.nodes.entries()) places.set(`node ${id}`, index);
  for (const { id, from } of draft.edges) places.set(`edge ${id}`, (places.get(`node ${from}`) ?? -1) + 0.5);
  const placeOf = ({ nodeId, edgeId }: DefinitionProblem): number =>
    places.get(nodeId === undefined ? `edge ${edgeId}` : `node ${nodeId}`) ?? -1;
  return problems.toSorted((a, b) => placeOf(a) - placeOf(b));
};

/**
 * Everything wrong with a draft, in the order of its nodes; `error` forbids publishing. Messages say what is wrong,
 * where and what to do, for the people who draw processes. Never throws.
 */
export const lintDefinition = (draft: DraftDefinition, references: LintReferences = {}): DefinitionProblem[] => {
  const graph = new DraftGraph(draft);
  return sortByPlace(draft, [
    ...lintStructure(graph),
    ...lintPaths(graph),
    ...lintParallel(graph),
    ...lintBodies(graph),
    ...lintBoundary(graph),
    ...lintConfigs(graph),
    ...lintKinds(graph, references),
    ...lintExpressions(graph),
    ...lintSettings(graph),
  ]);
};
