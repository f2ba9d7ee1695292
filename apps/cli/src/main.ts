import { isDomainError } from '@switchyard/domain/error';
import { commands } from './commands.ts';
import { helpText } from './help.ts';
import { complain, say } from './terminal.ts';

const run = async (name: string | undefined, args: readonly string[]): Promise<number> => {
  const command = commands.find((candidate) => candidate.name === name);
  if (command) return (await command.load())(args);
  if (name === undefined || ['help', '--help', '-h'].includes(name)) {
    say(helpText(commands));
    return 0;
  }
  complain(`There is no command "${name}".\n\n${helpText(commands)}`);
  return 2;
};

const describe = (error: unknown): string => {
  if (isDomainError(error)) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
};

const [name, ...args] = process.argv.slice(2);
process.exit(
  await run(name, args).catch((error: unknown) => {
    complain(`\n✗ ${describe(error)}`);
    return 1;
  }),
);
