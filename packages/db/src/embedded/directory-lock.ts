import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DomainError } from '@switchyard/domain/error';

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** Two lines: the process, and when it started where the system tells, so that a reused number is not taken for the holder. */
const identityOf = (pid: number): string => {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ');
    return `${pid}\n${fields?.[19] ?? ''}\n`;
  } catch {
    return `${pid}\n\n`;
  }
};

const holderOf = (file: string): number | null => {
  try {
    const text = readFileSync(file, 'utf8');
    const pid = Number(text.split('\n')[0]);
    return Number.isInteger(pid) && pid > 0 && isAlive(pid) && identityOf(pid) === text ? pid : null;
  } catch {
    return null;
  }
};

/** Takes a lock file for this process; returns its release. Throws `conflict` naming the process that holds it. */
export const lockDirectory = (file: string): (() => void) => {
  const holder = holderOf(file);
  if (holder !== null) {
    throw new DomainError(
      'conflict',
      `Switchyard already runs on this data (process ${holder}). Stop it first, or set SWITCHYARD_DATA_DIR to another folder.`,
      {
        details: { pid: holder },
      },
    );
  }
  rmSync(file, { force: true });
  writeFileSync(file, identityOf(process.pid), { flag: 'wx', mode: 0o600 });
  return () => rmSync(file, { force: true });
};
