import type { ASTNode } from '@marcbachmann/cel-js';
import { CompileFault } from './compile-fault.ts';
import { ExpressionFault } from './expression-fault.ts';
import { describeType, type ExpressionList, type ExpressionValue, isList, isMap } from './expression-value.ts';
import type { Evaluate, Frame } from './frame.ts';
import { sourceOf } from './source-of.ts';

/** The part of the compiler that loops need. */
interface BodyCompiler {
  readonly nodeCount: number;
  readonly compile: (node: ASTNode) => Evaluate;
  readonly withLocal: (name: string, body: ASTNode) => { readonly slot: number; readonly evaluate: Evaluate };
}

const names = ['all', 'exists', 'exists_one', 'map', 'filter'] as const;
type Comprehension = (typeof names)[number];

export const isComprehension = (name: string, args: readonly ASTNode[]): name is Comprehension =>
  names.some((each) => each === name) && (args.length === 2 || (name === 'map' && args.length === 3));

/** One turn of the loop: sets the variable, pays for the body, evaluates it. */
type Turn = (frame: Frame, item: ExpressionValue) => ExpressionValue;
type Loop = (frame: Frame, items: ExpressionList) => ExpressionValue;

const compileTurn = (compiler: BodyCompiler, variable: string, body: ASTNode): Turn => {
  const before = compiler.nodeCount;
  const { slot, evaluate } = compiler.withLocal(variable, body);
  const cost = compiler.nodeCount - before + 1;
  return (frame, item) => {
    frame.budget.spend(cost);
    frame.locals[slot] = item;
    return evaluate(frame);
  };
};

const toTest =
  (turn: Turn, body: ASTNode) =>
  (frame: Frame, item: ExpressionValue): boolean => {
    const value = turn(frame, item);
    if (typeof value === 'boolean') return value;
    throw new ExpressionFault(`“${sourceOf(body)}” must be true or false, but is ${describeType(value)}`);
  };

const itemsOf = (value: ExpressionValue, source: string): ExpressionList => {
  if (isList(value)) return value;
  if (isMap(value)) return Object.keys(value);
  throw new ExpressionFault(`“${source}” must be a list, but is ${describeType(value)}`);
};

const testLoops: Record<
  Exclude<Comprehension, 'map'>,
  (test: (item: ExpressionValue) => boolean, items: ExpressionList) => ExpressionValue
> = {
  all: (test, items) => items.every(test),
  exists: (test, items) => items.some(test),
  exists_one: (test, items) => items.filter(test).length === 1,
  filter: (test, items) => items.filter(test),
};

const compileLoop = (
  compiler: BodyCompiler,
  name: Comprehension,
  variable: string,
  [body, result]: readonly [ASTNode, ASTNode | undefined],
): Loop => {
  const turn = compileTurn(compiler, variable, body);
  if (name === 'map' && !result) return (frame, items) => items.map((item) => turn(frame, item));
  const test = toTest(turn, body);
  if (name !== 'map') return (frame, items) => testLoops[name]((item) => test(frame, item), items);
  const give = compileTurn(compiler, variable, result ?? body);
  return (frame, items) => items.filter((item) => test(frame, item)).map((item) => give(frame, item));
};

/** `list.map(x, …)` and its kin; over an object they go through its field names. */
export const compileComprehension = (
  compiler: BodyCompiler,
  name: Comprehension,
  receiver: ASTNode,
  args: readonly ASTNode[],
): Evaluate => {
  const [variable, body, result] = args;
  if (variable?.op !== 'id' || !body) {
    throw new CompileFault(`${name}(…) needs a variable name first, as in list.${name}(x, …)`, receiver.range.start);
  }
  const items = compiler.compile(receiver);
  const loop = compileLoop(compiler, name, variable.args, [body, result]);
  const source = sourceOf(receiver);
  return (frame) => loop(frame, itemsOf(items(frame), source));
};
