import type { Command } from './command.ts';
import { importUsage } from './import/import-usage.ts';

/** Everything `switchyard` understands, in the order in which help shows it. Each is loaded when it is run: `start` runs for long. */
export const commands: readonly Command[] = [
  {
    name: 'start',
    summary: 'Start database, web, gateway and worker on this machine',
    load: async () => (await import('./commands/start.ts')).runStart,
  },
  {
    name: 'migrate',
    summary: 'Bring the database named by DATABASE_URL to this version',
    load: async () => (await import('./commands/migrate.ts')).runMigrate,
  },
  {
    name: 'secrets',
    summary: 'Print newly generated keys as lines for an environment file',
    load: async () => (await import('./commands/secrets.ts')).runSecrets,
  },
  {
    name: 'verify',
    summary: 'Prove offline that an audit export was not altered',
    usage: '--export FILE --public-key KEY [--checkpoint FILE]',
    load: async () => (await import('./commands/verify.ts')).runVerify,
  },
  {
    name: 'import-receipts',
    summary: 'Run labelled receipts (SROIE) through invoice approval by the public API and report',
    usage: importUsage,
    load: async () => (await import('./commands/import-receipts.ts')).runImportReceipts,
  },
  {
    name: 'import-messages',
    summary: 'Run labelled customer messages (Banking77, test part) through support triage and report',
    usage: importUsage,
    load: async () => (await import('./commands/import-messages.ts')).runImportMessages,
  },
];
