import type { Command } from './command.ts';

const widest = (values: readonly string[]): number => Math.max(...values.map((value) => value.length));

/** The text of `switchyard help`. */
export const helpText = (commands: readonly Command[]): string => {
  const width = widest(commands.map(({ name }) => name));
  const lines = commands.flatMap(({ name, summary, usage }) => [
    `  ${name.padEnd(width)}  ${summary}`,
    ...(usage === undefined ? [] : [`  ${' '.repeat(width)}    ${usage}`]),
  ]);
  return ['Usage: switchyard COMMAND', '', ...lines, `  ${'help'.padEnd(width)}  Show this text`].join('\n');
};
