/** Returns the exit code. A thrown DomainError is shown to the user as it is. */
export type CommandProgram = (args: readonly string[]) => Promise<number>;

/** One word of `switchyard`. A new command is one file in `commands/` and one entry in `commands.ts`. */
export interface Command {
  readonly name: string;
  /** One line for `switchyard help`. */
  readonly summary: string;
  /** What follows the name, for example `FILE [--limit N]`. */
  readonly usage?: string;
  load(): Promise<CommandProgram>;
}
