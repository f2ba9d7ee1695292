/** The expression cannot mean anything; found before it runs. */
export class CompileFault extends Error {
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.name = 'CompileFault';
    this.position = position;
  }
}
