import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DomainError } from '@switchyard/domain';

export interface Migration {
  /** `<timestamp>_<name>`: the folder, the key in the history, and the order. */
  readonly name: string;
  readonly script: string;
  /** SHA-256 of the script, hex: how the history recognises an edited file. */
  readonly checksum: string;
}

export const migrationsDirectory = fileURLToPath(new URL('../../../../prisma/migrations', import.meta.url));
export const schemaDirectory = fileURLToPath(new URL('../../../../prisma/schema', import.meta.url));

/** Reads all migrations in order. Throws `misconfigured` when the folder is missing or holds none. */
export const readMigrations = (directory: string = migrationsDirectory): Migration[] => {
  const names = existsSync(directory)
    ? readdirSync(directory).filter((name) => existsSync(join(directory, name, 'migration.sql')))
    : [];
  if (names.length === 0) {
    throw new DomainError(
      'misconfigured',
      `There are no migrations in ${directory}. The installation is incomplete; install it again.`,
    );
  }
  return names.sort().map((name) => {
    const script = readFileSync(join(directory, name, 'migration.sql'), 'utf8');
    return {
      name,
      script,
      checksum: createHash('sha256').update(script).digest('hex'),
    };
  });
};
