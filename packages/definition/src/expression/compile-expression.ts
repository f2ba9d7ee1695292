import { Environment, ParseError } from '@marcbachmann/cel-js';
import { DomainError, err, type JsonValue, ok, type Result } from '@switchyard/domain';
import { Budget, expressionLimits } from './budget.ts';
import { CompileFault } from './compile-fault.ts';
import { ExpressionCompiler } from './expression-compiler.ts';
import type { CompiledExpression, ExpressionContext, ExpressionProblem } from './expression-context.ts';
import { ExpressionFault } from './expression-fault.ts';
import { type ExpressionValue, toJson } from './expression-value.ts';
import { LruCache } from './lru-cache.ts';

const parser = new Environment({
  unlistedVariablesAreDyn: true,
  homogeneousAggregateLiterals: false,
  limits: {
    maxAstNodes: expressionLimits.astNodes,
    maxDepth: expressionLimits.depth,
    maxListElements: expressionLimits.listElements,
    maxMapEntries: expressionLimits.listElements,
    maxCallArguments: expressionLimits.callArguments,
  },
});

interface CachedExpression extends CompiledExpression {
  /** The value before it becomes JSON; faults are still ExpressionFault. */
  readonly run: (context: ExpressionContext, budget: Budget) => ExpressionValue;
}

const cache = new LruCache<string, Result<CachedExpression, ExpressionProblem>>(2000);

const compile = (source: string): CachedExpression => {
  const compiler = new ExpressionCompiler();
  const evaluate = compiler.compile(parser.parse(source).ast);
  const cost = compiler.nodeCount;
  const run = (context: ExpressionContext, budget: Budget): ExpressionValue => {
    budget.spend(cost);
    return evaluate({ context, budget, locals: [] });
  };
  return {
    source,
    references: compiler.collector.references,
    run,
    evaluate: (context) => evaluateWithin(source, context, new Budget()),
  };
};

const tryCompile = (source: string): Result<CachedExpression, ExpressionProblem> => {
  if (source.trim() === '') return err({ message: 'Write an expression.' });
  if (source.length > expressionLimits.sourceChars) {
    return err({ message: `The expression is longer than ${expressionLimits.sourceChars} characters.` });
  }
  try {
    return ok(compile(source));
  } catch (thrown) {
    if (thrown instanceof CompileFault) return err({ message: thrown.message, position: thrown.position });
    if (!(thrown instanceof ParseError)) throw thrown;
    const position = thrown.range?.start;
    return err({ message: describeSyntax(thrown.summary), ...(position === undefined ? {} : { position }) });
  }
};

/** The parser's wording in the words of the people who read it. */
const describeSyntax = (summary: string): string =>
  summary
    .replace(/^Unexpected token: EOF$/, 'it ends too early')
    .replace(/^Exceeded max(AstNodes|Depth) \(\d+\)$/, 'it is too long or too deeply nested');

const find = (source: string): Result<CachedExpression, ExpressionProblem> =>
  cache.get(source) ?? cache.set(source, tryCompile(source));

const shorten = (source: string): string => (source.length > 200 ? `${source.slice(0, 200)}…` : source);

const invalid = (source: string, message: string, details: { position?: number } = {}): DomainError =>
  new DomainError('invalid_expression', `In “${shorten(source)}”: ${message}.`, {
    details: { expression: shorten(source), ...details },
  });

/** Parses CEL once; the answer is cached by source. Names, functions and numbers of arguments are checked too. */
export const compileExpression = (source: string): Result<CompiledExpression, ExpressionProblem> => find(source);

/** As evaluateExpression, on a budget shared with others. */
export const evaluateWithin = (source: string, context: ExpressionContext, budget: Budget): JsonValue => {
  const compiled = find(source);
  if (!compiled.ok) {
    const { message, position } = compiled.error;
    throw invalid(source, message.replace(/\.$/, ''), position === undefined ? {} : { position });
  }
  try {
    return toJson(compiled.value.run(context, budget), budget);
  } catch (thrown) {
    throw thrown instanceof ExpressionFault ? invalid(source, thrown.message) : thrown;
  }
};

/**
 * Value of a CEL expression as JSON; timestamps and durations come out as ISO 8601 text. Numbers are doubles
 * throughout. Bounded by expressionLimits.
 * @throws DomainError invalid_expression naming the expression and the problem
 */
export const evaluateExpression = (source: string, context: ExpressionContext): JsonValue =>
  evaluateWithin(source, context, new Budget());

/** As evaluateExpression, for the list that a for-each goes through: it may be long, and is taken once. */
export const evaluateList = (source: string, context: ExpressionContext): JsonValue =>
  evaluateWithin(source, context, new Budget(expressionLimits.listWork));

/** As evaluateCondition, on a budget shared with others. */
export const testWithin = (source: string, context: ExpressionContext, budget: Budget): boolean => {
  const value = evaluateWithin(source, context, budget);
  if (typeof value === 'boolean') return value;
  throw invalid(source, `a condition must be true or false, but this gives ${JSON.stringify(value).slice(0, 100)}`);
};

/** An expression that must be true or false. @throws DomainError invalid_expression, also for another type */
export const evaluateCondition = (source: string, context: ExpressionContext): boolean =>
  testWithin(source, context, new Budget());
