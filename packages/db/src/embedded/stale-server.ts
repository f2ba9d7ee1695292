import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DomainError } from '@switchyard/domain/error';

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

const commandOf = (pid: number): string =>
  spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';

const linuxCommandOf = (pid: number): string | null => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return null;
  }
};

const isServerOf = (pid: number, data: string): boolean =>
  isAlive(pid) && (linuxCommandOf(pid) ?? commandOf(pid)).includes(data);

const stopPatienceMs = 30_000;

/**
 * Deals with a `postmaster.pid` that an earlier start left behind. A server that still runs on this data is asked to stop,
 * because its password, port and settings are not ours; a file whose process is gone, or is some other program that got the
 * number after a reboot, is removed. Throws `unavailable` when the old server does not stop.
 */
export const clearStaleServer = async (data: string): Promise<void> => {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (Number.isInteger(pid) && pid > 1 && isServerOf(pid, data)) {
    process.kill(pid, 'SIGINT');
    for (let waited = 0; waited < stopPatienceMs && isAlive(pid); waited += 100) await delay(100);
    if (isAlive(pid)) {
      throw new DomainError(
        'unavailable',
        `Another PostgreSQL (process ${pid}) holds ${data} and does not stop. End it, then start again.`,
      );
    }
  }
  rmSync(file, { force: true });
};
