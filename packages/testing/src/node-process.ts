import { type GuardedProcess, startGuardedProcess } from '@switchyard/db/embedded';

export type { GuardedProcess };

/** Starts a program of this repository that dies with the test run, to be stopped, frozen and killed by `signal`. */
export const startNodeProcess = (main: string, env: Readonly<Record<string, string>>): GuardedProcess =>
  startGuardedProcess({
    command: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', main],
    env: { ...env, PATH: '/usr/local/bin:/usr/bin:/bin', NODE_ENV: 'test' },
    output: () => undefined,
  });
