import { createHash } from 'node:crypto';
import { accessSync, chmodSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DomainError } from '@switchyard/domain/error';
import { canAccess, type ServerAccount } from './server-account.ts';

const unwritable = (directory: string, cause: unknown): DomainError =>
  new DomainError(
    'misconfigured',
    `The folder ${directory} cannot be written to. Make it writable, or set SWITCHYARD_DATA_DIR to a folder that is.`,
    { details: { directory }, cause },
  );

const prepare = (directory: string): void => {
  try {
    if (!existsSync(dirname(directory))) mkdirSync(dirname(directory), { recursive: true });
    // Not recursive: where the file system answers ENOENT below an existing folder (as /proc does), Node would try for ever.
    if (!existsSync(directory)) mkdirSync(directory);
    // The server's account passes through; what lies inside is closed one by one.
    chmodSync(directory, 0o711);
    accessSync(directory, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw unwritable(directory, cause);
  }
};

/** Stable per checkout, so that the next start finds the same data. */
const elsewhere = (directory: string): string[] => {
  const name = createHash('sha256').update(directory).digest('hex').slice(0, 12);
  return [join('/var/lib/switchyard', name), join('/var/tmp/switchyard-data', name)];
};

/**
 * Where data will lie: the wanted folder when the server's account can reach it, else (root, with a checkout in a closed
 * home folder) a folder under /var/lib. Creates it. Throws `misconfigured` when no folder can be written.
 */
export const chooseDataDirectory = (wanted: string, account: ServerAccount | null): string => {
  prepare(wanted);
  if (account === null || canAccess(account, '-x', wanted)) return wanted;
  for (const directory of elsewhere(wanted)) {
    try {
      prepare(directory);
    } catch {
      continue;
    }
    if (canAccess(account, '-x', directory)) return directory;
  }
  throw new DomainError(
    'misconfigured',
    `The account ${account.name}, under which PostgreSQL runs, cannot reach ${wanted}. Set SWITCHYARD_DATA_DIR to a folder that every account can enter.`,
  );
};
