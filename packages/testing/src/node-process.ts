import { fileURLToPath } from 'node:url';
import { type GuardedProcess, startGuardedProcess } from '@switchyard/db/embedded';

export type { GuardedProcess };

export interface NodeProcess extends GuardedProcess {
  /** The last lines that it wrote, at most 30: why it ended, when it ended by itself. */
  lastLines(): readonly string[];
}

const keptLines = 30;

/** What a program has compiled serves the next that starts: tests start dozens, and half of a start is compiling. */
const compileCache = fileURLToPath(new URL('../../../node_modules/.cache/switchyard-compile', import.meta.url));

/** Starts a program of this repository that dies with the test run, to be stopped, frozen and killed by `signal`. */
export const startNodeProcess = (main: string, env: Readonly<Record<string, string>>): NodeProcess => {
  const lines: string[] = [];
  const child = startGuardedProcess({
    command: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', main],
    env: { NODE_COMPILE_CACHE: compileCache, ...env, PATH: '/usr/local/bin:/usr/bin:/bin', NODE_ENV: 'test' },
    output: (line) => {
      lines.push(line);
      if (lines.length > keptLines) lines.shift();
    },
  });
  return { ...child, lastLines: () => [...lines] };
};
