/** Why an expression has no value; inside this folder only, callers see DomainError. */
export class ExpressionFault extends Error {
  /** A limit was hit: `||` and `&&` must not swallow it as they swallow other faults. */
  readonly isLimit: boolean;

  constructor(message: string, isLimit = false) {
    super(message);
    this.name = 'ExpressionFault';
    this.isLimit = isLimit;
  }
}
