import {
  applyRunMigration,
  applyRunMigrationInput,
  getRunMigration,
  listRunMigrations,
  migrationTermsSchema,
  migrationViewSchema,
  planRunMigration,
  runMigrationListSchema,
  runMigrationSchema,
} from '@switchyard/application';
import { runIdSchema, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { pageQuery } from './page-query.ts';
import { defineRoute } from './route.ts';

const workflowParams = z.object({ slug: slugSchema });
const migrationParams = z.object({ migrationId: z.uuid() });
const scopes = ['workflows:write'] as const;

export const planRunMigrationRoute = defineRoute({
  method: 'post',
  path: '/workflows/{slug}/run-migrations',
  operationId: 'planRunMigration',
  summary: 'Plan how running runs go over to another version: a dry run',
  description:
    'Changes no run. `mapping` says what becomes of runs at nodes the new version has not: `{"old": {"to": "new"}}` keeps what is open, `{"old": {"continueAt": "node"}}` withdraws it and goes on there, null keeps the run where it is. While the answer’s status is `planning`, go on with the plan.',
  scopes,
  params: workflowParams,
  body: z.strictObject(migrationTermsSchema.omit({ workflowSlug: true }).shape),
  status: 200,
  output: migrationViewSchema,
  handle: ({ app, actor, params, body }) => planRunMigration(app, actor, { workflowSlug: params.slug, ...body }),
});

export const continueRunMigrationRoute = defineRoute({
  method: 'post',
  path: '/run-migrations/{migrationId}/plan',
  operationId: 'continueRunMigrationPlan',
  summary: 'Look at the next runs of a plan whose status is `planning`',
  scopes,
  params: migrationParams,
  status: 200,
  output: migrationViewSchema,
  handle: ({ app, actor, params }) => planRunMigration(app, actor, params),
});

export const listRunMigrationsRoute = defineRoute({
  method: 'get',
  path: '/workflows/{slug}/run-migrations',
  operationId: 'listRunMigrations',
  summary: 'List the migrations of a workflow’s runs, newest first',
  scopes,
  params: workflowParams,
  query: z.object({ cursor: z.uuid().optional(), limit: z.coerce.number().int().min(1).max(50).default(10) }),
  status: 200,
  output: runMigrationListSchema,
  handle: ({ app, actor, params, query }) => listRunMigrations(app, actor, { workflowSlug: params.slug, ...query }),
});

export const getRunMigrationRoute = defineRoute({
  method: 'get',
  path: '/run-migrations/{migrationId}',
  operationId: 'getRunMigration',
  summary: 'Read a migration: per run what maps, what would be withdrawn, why it cannot be moved, what became of it',
  scopes,
  params: migrationParams,
  query: pageQuery().extend({ cursor: runIdSchema.optional() }),
  status: 200,
  output: runMigrationSchema,
  handle: ({ app, actor, params, query }) => getRunMigration(app, actor, { ...params, ...query }),
});

export const applyRunMigrationRoute = defineRoute({
  method: 'post',
  path: '/run-migrations/{migrationId}/apply',
  operationId: 'applyRunMigration',
  summary: 'Move the next runs of a plan',
  description:
    'Name the digest of the plan you have seen. Call again until `left` is 0; a run that was moved is not moved twice. A run that would lose more than the plan showed is skipped and says why.',
  scopes,
  params: migrationParams,
  body: z.strictObject(applyRunMigrationInput.omit({ migrationId: true }).shape),
  status: 200,
  output: migrationViewSchema,
  handle: ({ app, actor, params, body }) => applyRunMigration(app, actor, { ...params, ...body }),
});
