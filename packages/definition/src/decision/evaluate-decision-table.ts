import { err, type JsonObject, type JsonValue, type NodeConfig, ok, type Result } from '@switchyard/domain';
import { Budget } from '../expression/budget.ts';
import { evaluateWithin, testWithin } from '../expression/compile-expression.ts';
import type { ExpressionContext } from '../expression/expression-context.ts';

export interface DecisionTableOutcome {
  /** `first` and `unique`: output name → value. `collect`: `{ matches: [{ … }] }`. */
  readonly output: JsonObject;
  /** Zero-based indexes of the rules that matched (for `first`, the one taken). */
  readonly matchedRules: readonly number[];
}

export interface DecisionTableProblem {
  readonly code: 'no_rule' | 'several_rules';
  readonly message: string;
}

type Config = NodeConfig<'decisionTable'>;
type Rule = Config['rules'][number];

const describeInputs = (config: Config, values: readonly JsonValue[]): string =>
  config.inputs.map(({ label }, index) => `${label} = ${JSON.stringify(values[index]).slice(0, 80)}`).join(', ');

const isMatch = (rule: Rule, values: readonly JsonValue[], context: ExpressionContext, budget: Budget): boolean =>
  values.every((value, index) => {
    const cell = rule.when[index]?.trim() ?? '';
    return cell === '' || testWithin(cell, { ...context, value }, budget);
  });

/**
 * Rules top to bottom; a blank cell matches all. `first` stops at the first match, `unique` allows one only,
 * `collect` gives every match (and none is fine).
 * @throws DomainError invalid_expression
 */
export const evaluateDecisionTable = (
  config: Config,
  context: ExpressionContext,
): Result<DecisionTableOutcome, DecisionTableProblem> => {
  const budget = new Budget();
  const values = config.inputs.map(({ value }) => evaluateWithin(value, context, budget));
  const outputOf = (rule: Rule): JsonObject =>
    Object.fromEntries(
      config.outputs.map((name, index) => [name, evaluateWithin(rule.output[index] ?? 'null', context, budget)]),
    );
  const matches: { index: number; rule: Rule }[] = [];
  for (const [index, rule] of config.rules.entries()) {
    if (isMatch(rule, values, context, budget)) matches.push({ index, rule });
    if (matches.length === 1 && config.hitPolicy === 'first') break;
  }
  const matchedRules = matches.map(({ index }) => index);
  if (config.hitPolicy === 'collect') {
    return ok({ output: { matches: matches.map(({ rule }) => outputOf(rule)) }, matchedRules });
  }
  const [match] = matches;
  if (!match) {
    const message = `No rule of the table matches ${describeInputs(config, values)}. Add a last rule with blank cells.`;
    return err({ code: 'no_rule', message });
  }
  if (matches.length > 1) {
    const rules = matchedRules.map((index) => index + 1).join(', ');
    const message = `Rules ${rules} all match ${describeInputs(config, values)}, but only one may.`;
    return err({ code: 'several_rules', message });
  }
  return ok({ output: outputOf(match.rule), matchedRules });
};
