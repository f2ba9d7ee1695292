export { applyRunMigration, applyRunMigrationInput } from './apply-run-migration.ts';
export { getRunMigration, getRunMigrationInput, type RunMigration, runMigrationSchema } from './get-run-migration.ts';
export { listRunMigrations, listRunMigrationsInput, runMigrationListSchema } from './list-run-migrations.ts';
export { type MigrationView, migrationViewSchema } from './migration-record.ts';
export { planRunMigration, planRunMigrationInput } from './plan-run-migration.ts';
export { migrationTermsSchema } from './terms.ts';
