import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { DomainError } from '@switchyard/domain/error';
import { loadStripped } from '../load-stripped.ts';
import type { PreparationTasks, TaskName } from './preparation-tasks.ts';
import { errorFrom, type ToldError } from './told-error.ts';

type Input<Name extends TaskName> = Parameters<PreparationTasks[Name]>[0];
type Output<Name extends TaskName> = Awaited<ReturnType<PreparationTasks[Name]>>;
type Reply = { readonly error?: ToldError; readonly value?: unknown };

export interface Preparation {
  /** One task at a time. Throws what the task threw, and `unavailable` when the process has ended. */
  ask<Name extends TaskName>(task: Name, input: Input<Name>): Promise<Output<Name>>;
  /** Resolves when the process is gone. */
  close(): Promise<void>;
}

const program = fileURLToPath(new URL('preparation-main.ts', import.meta.url));

const endedEarly = (): DomainError =>
  new DomainError(
    'unavailable',
    'The process that prepares the installation ended before it was done. Start again: what was done is kept.',
  );

/**
 * Starts the process that migrates and seeds. The whole application is loaded there and goes with it, so that this process, which
 * lives as long as the installation, stays small. It ends with this one, however this one ends, and when `signal` is aborted.
 */
export const openPreparation = (signal: AbortSignal): Preparation => {
  // Detached, as Ctrl-C reaches everything in the terminal's group: how a start ends is decided here.
  const child = fork(program, {
    detached: true,
    execArgv: ['--disable-warning=ExperimentalWarning', ...loadStripped],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve()).once('error', () => resolve());
  });
  const stop = () => child.kill('SIGKILL');
  signal.addEventListener('abort', stop, { once: true });
  return {
    ask: async <Name extends TaskName>(task: Name, input: Input<Name>): Promise<Output<Name>> => {
      const answered = new AbortController();
      try {
        child.send({ task, input }, () => undefined);
        const [reply] = (await Promise.race([
          once(child, 'message', { signal: answered.signal }),
          ended.then(() => Promise.reject(endedEarly())),
        ])) as [Reply];
        if (reply.error) throw errorFrom(reply.error);
        return reply.value as Output<Name>;
      } finally {
        answered.abort();
      }
    },
    close: async () => {
      signal.removeEventListener('abort', stop);
      if (child.connected) child.disconnect();
      await ended;
    },
  };
};
