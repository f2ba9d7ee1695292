import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { type App, expireLeases, hasDueSuspects } from '@switchyard/application';
import { ownerOf } from './owner.ts';

const program = new URL('./quarantine-main.ts', import.meta.url);

export interface Quarantine {
  /** Starts the process when a suspect is due and it does not run. */
  look(): Promise<void>;
  /** Asks the process to finish what it holds, and waits for its end. */
  stop(): Promise<void>;
}

/** Keeps the process that does suspects. What it held when it crashed is freed at once, and counts as that step's crash. */
export const openQuarantine = (app: App): Quarantine => {
  let child: ChildProcess | null = null;
  let isStopping = false;
  const freeWhatItHeld = (pid: number) => {
    app.log.warn({ pid }, 'a step ended the process in which suspects are tried');
    expireLeases(app, ownerOf(pid)).catch((cause: unknown) => {
      app.log.warn({ err: cause }, 'leases of a crashed process not ended; they run out');
    });
  };
  const start = (): ChildProcess => {
    const started = fork(program, { stdio: 'inherit' });
    started.once('error', (cause) => {
      child = null;
      app.log.error({ err: cause }, 'the process for suspects cannot be started');
    });
    started.once('exit', (code) => {
      child = null;
      if (code !== 0 && started.pid !== undefined) freeWhatItHeld(started.pid);
    });
    return started;
  };
  return {
    look: async () => {
      const isWanted = child === null && (await hasDueSuspects(app));
      if (isWanted && !isStopping) child = start();
    },
    stop: async () => {
      isStopping = true;
      if (child === null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
};
