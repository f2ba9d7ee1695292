import type { Budget } from './budget.ts';
import type { ExpressionContext } from './expression-context.ts';
import type { ExpressionValue } from './expression-value.ts';

/** One evaluation: what it reads, what it may still spend, and the variables of the loops it is inside of. */
export interface Frame {
  readonly context: ExpressionContext;
  readonly budget: Budget;
  /** By slot; a loop writes its slot before every turn. */
  readonly locals: ExpressionValue[];
}

export type Evaluate = (frame: Frame) => ExpressionValue;
/** As Evaluate, but undefined where something on the way does not exist. */
export type Find = (frame: Frame) => ExpressionValue | undefined;
