import { type DefinitionEdge, type DefinitionNode, err, ok, type Result, splitNodeKinds } from '@switchyard/domain';
import { Budget } from '../expression/budget.ts';
import { testWithin } from '../expression/compile-expression.ts';
import type { ExpressionContext } from '../expression/expression-context.ts';

export interface NoPath {
  readonly code: 'no_path';
  readonly message: string;
}

const describeNoPath = (name: string, port: string, count: number): string => {
  const door = port === 'out' ? '' : ` through “${port}”`;
  if (count === 0) return `No path leaves “${name}”${door}. Draw one to the node that comes next, or to an end.`;
  const conditions = count === 1 ? 'the only condition is' : `none of the ${count} conditions is`;
  return `No path leaves “${name}”${door}: ${conditions} true and there is no “otherwise” path. Add one.`;
};

/**
 * The edges a token takes. `edges` are those leaving `port` of `node`, in definition order.
 * Splits and races take every edge whose condition is absent or true; every other kind takes the first edge whose
 * condition is true or absent. The `otherwise` edge is taken when nothing else is.
 * @throws DomainError invalid_expression
 */
export const chooseEdges = (
  node: Pick<DefinitionNode, 'id' | 'kind' | 'name'>,
  port: string,
  edges: readonly DefinitionEdge[],
  context: ExpressionContext,
): Result<DefinitionEdge[], NoPath> => {
  const budget = new Budget();
  const candidates = edges.filter(({ isOtherwise }) => !isOtherwise);
  const isOpen = ({ condition }: DefinitionEdge): boolean =>
    condition === undefined || testWithin(condition, context, budget);
  const isSplit = splitNodeKinds.has(node.kind);
  const first = isSplit ? undefined : candidates.find(isOpen);
  const taken = isSplit ? candidates.filter(isOpen) : first ? [first] : [];
  if (taken.length > 0) return ok(taken);
  const otherwise = edges.find(({ isOtherwise }) => isOtherwise);
  if (otherwise) return ok([otherwise]);
  return err({ code: 'no_path', message: describeNoPath(node.name, port, candidates.length) });
};
