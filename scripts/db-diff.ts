// `pnpm db:diff NAME` writes the next migration: what leads from the migrations so far to the Prisma schema.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diffSchema, migrationsDirectory, readMigrations } from '../packages/db/src/migrate/index.ts';
import { withScratchPostgres } from './scratch-postgres.ts';

const name = process.argv[2] ?? '';
if (!/^[a-z][a-z0-9_]*$/.test(name)) {
  console.error('Usage: pnpm db:diff NAME, where NAME is in snake_case and says what changes.');
  process.exit(2);
}

const script = await withScratchPostgres((url) => diffSchema(url, readMigrations()));
if (script === '') {
  console.log('Schema and migrations agree; there is nothing to write.');
  process.exit(0);
}

const timestamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
const folder = join(migrationsDirectory, `${timestamp}_${name}`);
mkdirSync(folder);
const header = '-- Why:\n-- Locks:\n-- Rollback:\n\n';
const reminder = '\n-- A new table needs row-level security; see the first migration.\n';
writeFileSync(
  join(folder, 'migration.sql'),
  header + script + (script.includes('CREATE TABLE') ? `\n${reminder}` : '\n'),
);
console.log(`Wrote ${join(folder, 'migration.sql')}. Fill in why, which locks it takes, and how to roll back.`);
process.exit(0);
