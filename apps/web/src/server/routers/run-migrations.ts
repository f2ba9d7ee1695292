import {
  applyRunMigration,
  applyRunMigrationInput,
  getRunMigration,
  getRunMigrationInput,
  listRunMigrations,
  listRunMigrationsInput,
  migrationViewSchema,
  planRunMigration,
  planRunMigrationInput,
  runMigrationListSchema,
  runMigrationSchema,
} from '@switchyard/application';
import { procedure, router } from '../trpc.ts';

export const runMigrationsRouter = router({
  plan: procedure
    .input(planRunMigrationInput)
    .output(migrationViewSchema)
    .mutation(({ ctx, input }) => planRunMigration(ctx.app, ctx.actor, input)),
  get: procedure
    .input(getRunMigrationInput)
    .output(runMigrationSchema)
    .query(({ ctx, input }) => getRunMigration(ctx.app, ctx.actor, input)),
  list: procedure
    .input(listRunMigrationsInput)
    .output(runMigrationListSchema)
    .query(({ ctx, input }) => listRunMigrations(ctx.app, ctx.actor, input)),
  carryOut: procedure
    .input(applyRunMigrationInput)
    .output(migrationViewSchema)
    .mutation(({ ctx, input }) => applyRunMigration(ctx.app, ctx.actor, input)),
});
