import type { JsonObject } from '@switchyard/domain';
import { Budget } from '../expression/budget.ts';
import { evaluateWithin } from '../expression/compile-expression.ts';
import type { ExpressionContext } from '../expression/expression-context.ts';

export interface Assignment {
  readonly name: string;
  readonly value: string;
}

/**
 * Values of a `set` node; each sees the earlier ones in `vars`. Returns only the names assigned.
 * @throws DomainError invalid_expression
 */
export const evaluateAssignments = (assignments: readonly Assignment[], context: ExpressionContext): JsonObject => {
  const budget = new Budget();
  const assigned: JsonObject = {};
  const vars: JsonObject = { ...context.vars };
  for (const { name, value } of assignments) {
    const result = evaluateWithin(value, { ...context, vars }, budget);
    assigned[name] = result;
    vars[name] = result;
  }
  return assigned;
};

/**
 * Values of a task's input or an end's output; they do not see each other.
 * @throws DomainError invalid_expression
 */
export const evaluateFields = (fields: readonly Assignment[], context: ExpressionContext): JsonObject => {
  const budget = new Budget();
  return Object.fromEntries(fields.map(({ name, value }) => [name, evaluateWithin(value, context, budget)]));
};
