export { connectToMigrate } from './connect-to-migrate.ts';
export { type MigrateOptions, type MigrateResult, migrate } from './migrate.ts';
export {
  type Migration,
  migrationsDirectory,
  readMigrations,
} from './migration-files.ts';
export { diffSchema } from './schema-engine.ts';
