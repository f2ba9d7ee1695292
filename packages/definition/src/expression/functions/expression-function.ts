import type { Budget } from '../budget.ts';
import { ExpressionFault } from '../expression-fault.ts';
import { describeType, type ExpressionList, type ExpressionValue, isList } from '../expression-value.ts';

/** Arguments of one call with the checks every function needs. */
export class FunctionCall {
  readonly name: string;
  readonly values: readonly ExpressionValue[];
  readonly budget: Budget;
  /** ISO instant of the context, if there is one. */
  readonly now: string | undefined;

  constructor(name: string, values: readonly ExpressionValue[], budget: Budget, now: string | undefined) {
    this.name = name;
    this.values = values;
    this.budget = budget;
    this.now = now;
  }

  has(index: number): boolean {
    return index < this.values.length;
  }

  value(index: number): ExpressionValue {
    return this.values[index] ?? null;
  }

  text(index: number): string {
    const value = this.value(index);
    if (typeof value !== 'string') return this.refuse(index, 'text');
    this.budget.spendText(value);
    return value;
  }

  number(index: number): number {
    const value = this.value(index);
    return typeof value === 'number' ? value : this.refuse(index, 'a number');
  }

  list(index: number): ExpressionList {
    const value = this.value(index);
    if (!isList(value)) return this.refuse(index, 'a list');
    this.budget.spend(value.length);
    return value;
  }

  refuse(index: number, wanted: string): never {
    const place = this.values.length > 1 ? `${ordinals[index] ?? `${index + 1}th`} value` : 'value';
    const found = describeType(this.value(index));
    throw new ExpressionFault(`${this.name}(…) needs ${wanted} as its ${place}, not ${found}`);
  }
}

const ordinals = ['first', 'second', 'third', 'fourth'];

export interface ExpressionFunction {
  /** Fewest and most arguments. Each function can be called `f(a, b)` or `a.f(b)`. */
  readonly arity: readonly [number, number];
  /** Shown by completion in the builder. */
  readonly help: string;
  readonly run: (call: FunctionCall) => ExpressionValue;
}
