import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm';
import { migrationAdapter } from './migration-adapter.ts';
import { type Migration, migrationsDirectory, schemaDirectory } from './migration-files.ts';
import { lastPanic, loadSchemaEngine } from './wasm-module.ts';

const filters = { externalTables: [], externalEnums: [] };

const listOf = (migrations: readonly Migration[]): MigrationList => ({
  baseDir: migrationsDirectory,
  lockfile: {
    path: 'migration_lock.toml',
    content: 'provider = "postgresql"\n',
  },
  shadowDbInitScript: '',
  migrationDirectories: migrations.map(({ name, script }) => ({
    path: name,
    migrationFile: {
      path: 'migration.sql',
      content: { tag: 'ok', value: script },
    },
  })),
});

const schemaFiles = (directory: string) =>
  readdirSync(directory)
    .filter((name) => name.endsWith('.prisma'))
    .sort()
    .map((name) => ({
      path: name,
      content: readFileSync(join(directory, name), 'utf8'),
    }));

const withEngine = async <Value>(url: string, work: (engine: SchemaEngine) => Promise<Value>): Promise<Value> => {
  const Engine = await loadSchemaEngine();
  const adapter = migrationAdapter(url);
  const bound = bindMigrationAwareSqlAdapterFactory(adapter);
  const engine = await Engine.new(
    {
      datamodels: schemaFiles(schemaDirectory).map(({ path, content }) => [path, content]),
    },
    () => undefined,
    bound,
  );
  try {
    return await work(engine);
  } catch (cause) {
    const panic = lastPanic();
    throw adapter.scriptError() ?? (panic === '' ? cause : new Error(`The schema engine stopped: ${panic}`, { cause }));
  } finally {
    engine.free();
    await adapter.close();
  }
};

/** Applies what the database lacks; returns the names, in order. */
export const applyMigrations = (url: string, migrations: readonly Migration[]): Promise<readonly string[]> =>
  withEngine(url, async (engine) => {
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: listOf(migrations),
      filters,
    });
    return appliedMigrationNames;
  });

/**
 * The SQL that leads from the migrations to the Prisma schema; empty when they agree. Replays the migrations in a shadow
 * database beside the one named by the url, whose role must be allowed to create databases.
 */
export const diffSchema = (
  url: string,
  migrations: readonly Migration[],
  directory: string = schemaDirectory,
): Promise<string> =>
  withEngine(url, async (engine) => {
    const { stdout } = await engine.diff({
      from: { tag: 'migrations', ...listOf(migrations) },
      to: { tag: 'schemaDatamodel', files: schemaFiles(directory) },
      script: true,
      exitCode: null,
      filters,
    });
    const script = (stdout ?? '').trim();
    return script === '-- This is an empty migration.' ? '' : script;
  });
