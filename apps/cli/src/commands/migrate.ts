import { migrate } from '@switchyard/db/migrate';
import { DomainError } from '@switchyard/domain';
import { readCliEnv } from '../cli.env.ts';
import type { CommandProgram } from '../command.ts';
import { say } from '../terminal.ts';

export const runMigrate: CommandProgram = async () => {
  const url = readCliEnv().DATABASE_URL;
  if (url === undefined) {
    throw new DomainError(
      'misconfigured',
      'Set DATABASE_URL. The embedded database is migrated by every `switchyard start`.',
    );
  }
  const { applied } = await migrate({ url });
  say(applied.length === 0 ? 'The database is up to date.' : `Applied ${applied.join(', ')}.`);
  return 0;
};
