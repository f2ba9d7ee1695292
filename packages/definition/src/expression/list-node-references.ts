import type { DefinitionEdge, DefinitionNode } from '@switchyard/domain';
import { compileExpression } from './compile-expression.ts';
import type { ExpressionReferences } from './expression-context.ts';
import { listNodeExpressions } from './list-node-expressions.ts';
import { ReferenceCollector } from './reference-collector.ts';

/** What the given expressions read together; those that do not compile read nothing. */
export const collectReferences = (sources: readonly string[]): ExpressionReferences => {
  const collector = new ReferenceCollector();
  for (const source of sources) {
    const compiled = compileExpression(source);
    if (compiled.ok) collector.addAll(compiled.value.references);
  }
  return collector.references;
};

/** What all expressions and templates of a node and of the given edges read, so that only this is loaded. */
export const listNodeReferences = (
  node: DefinitionNode,
  edges: readonly DefinitionEdge[] = [],
): ExpressionReferences => {
  const conditions = edges.flatMap(({ condition }) => (condition === undefined ? [] : [condition]));
  return collectReferences([...listNodeExpressions(node).map(({ source }) => source), ...conditions]);
};
