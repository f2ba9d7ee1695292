import type { JsonObject, JsonValue } from '@switchyard/domain';

/**
 * What an expression may see. An absent key reads like a missing field.
 * - `input`: the run's input (in a task's checks and rules: the task's input)
 * - `vars`: run variables
 * - `steps`: node id → `{ output, status, … }` of the latest step of that node
 * - `sources`: slug → value of the source: the list of rows, or the text. `sources.vendor_list` finds `vendor-list`
 * - `run`: facts about the run such as `id`, `startedAt`, `requester`
 * - `item`: inside a for-each the item; while undoing, the output of the step that is undone
 * - `round`: inside a body `index` (from 0), and for a for-each `count`, `completed` and `failed` so far
 * - `value`: in a decision-table cell, the column's input
 * - `output`: in a task's checks, the output being checked
 * - `expected`: in a grader of a dataset, the answer that the case says is right
 * - `now`: ISO instant returned by `now()`; without it `now()` is an error, because expressions are pure
 */
export interface ExpressionContext {
  readonly input?: JsonValue;
  readonly vars?: JsonObject;
  readonly steps?: JsonObject;
  readonly sources?: JsonObject;
  readonly run?: JsonObject;
  readonly item?: JsonValue;
  readonly round?: JsonObject;
  readonly value?: JsonValue;
  readonly output?: JsonValue;
  readonly expected?: JsonValue;
  readonly now?: string;
}

/** Names of ExpressionContext that an expression may begin with. */
export const contextRoots = [
  'input',
  'vars',
  'steps',
  'sources',
  'run',
  'item',
  'round',
  'value',
  'output',
  'expected',
] as const;
export type ContextRoot = (typeof contextRoots)[number];

/** What an expression reads, found without running it: load only this. */
export interface ExpressionReferences {
  readonly roots: readonly ContextRoot[];
  /** Node ids read as `steps.<id>`. */
  readonly steps: readonly string[];
  /** Source names as written (`vendor_list` stands for `vendor-list`). */
  readonly sources: readonly string[];
  readonly vars: readonly string[];
  /** First-level fields of the run's input. */
  readonly input: readonly string[];
  /** True when a root is used whole or with a computed key, so that everything under it may be read. */
  readonly isOpenEnded: boolean;
}

/** Why an expression does not compile; `position` is a character offset into the source. */
export interface ExpressionProblem {
  readonly message: string;
  readonly position?: number;
}

export interface CompiledExpression {
  readonly source: string;
  readonly references: ExpressionReferences;
  /** @throws DomainError invalid_expression naming the expression and the problem */
  readonly evaluate: (context: ExpressionContext) => JsonValue;
}
