import { ExpressionFault } from './expression-fault.ts';

/**
 * Bounds that keep every expression under about 50 ms. The first five are checked when parsing (cel-js counts AST
 * nodes and nesting), the others while running. One unit of work is about one visited AST node or list element, or
 * a hundred characters of text; 400,000 take 10–40 ms.
 */
export const expressionLimits = {
  sourceChars: 4000,
  astNodes: 1000,
  depth: 60,
  listElements: 500,
  callArguments: 32,
  work: 400_000,
  /** For the list of a for-each, which is taken once and may be long: about a second at most. */
  listWork: 8_000_000,
  textChars: 1_000_000,
  resultDepth: 60,
} as const;

/** Work left; shared by all expressions of one node so that many cheap cells cannot add up to a long stop. */
export class Budget {
  #left: number;

  constructor(work: number = expressionLimits.work) {
    this.#left = work;
  }

  /** @throws ExpressionFault when the work is used up */
  spend(units: number): void {
    this.#left -= units;
    if (this.#left < 0)
      throw new ExpressionFault('it does too much work; use smaller lists or fewer nested loops', true);
  }

  spendText(text: string): void {
    this.spend(1 + text.length / 100);
    if (text.length > expressionLimits.textChars) {
      throw new ExpressionFault(`a text is longer than ${expressionLimits.textChars} characters`, true);
    }
  }
}
