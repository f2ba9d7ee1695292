import type { Command } from './command.ts';
import { importMessagesCommand } from './commands/import-messages.ts';
import { importReceiptsCommand } from './commands/import-receipts.ts';
import { migrateCommand } from './commands/migrate.ts';
import { secretsCommand } from './commands/secrets.ts';
import { startCommand } from './commands/start.ts';
import { verifyCommand } from './commands/verify.ts';

/** Everything `switchyard` understands, in the order in which help shows it. */
export const commands: readonly Command[] = [
  startCommand,
  migrateCommand,
  secretsCommand,
  verifyCommand,
  importReceiptsCommand,
  importMessagesCommand,
];
