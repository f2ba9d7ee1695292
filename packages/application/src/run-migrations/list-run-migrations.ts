import { type Actor, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';
import { getWorkflowRecord } from '../workflows/workflow-record.ts';
import {
  type MigrationRecord,
  type MigrationView,
  migrationColumns,
  migrationViewSchema,
  toMigration,
  viewMigrations,
} from './migration-record.ts';

export const listRunMigrationsInput = z.object({
  workflowSlug: slugSchema,
  /** Id of the last migration of the page before: newest first. */
  cursor: z.uuid().optional(),
  limit: z.int().min(1).max(50).default(10),
});

export const runMigrationListSchema = z.object({
  items: z.array(migrationViewSchema),
  nextCursor: z.uuid().nullable(),
});

/** What was done, and is being done, to bring runs of one workflow to other versions. */
export const listRunMigrations = (
  app: App,
  actor: Actor,
  raw: z.input<typeof listRunMigrationsInput>,
): Promise<{ items: MigrationView[]; nextCursor: string | null }> => {
  authorise(actor, 'workflows.publish');
  const { workflowSlug, cursor = null, limit } = listRunMigrationsInput.parse(raw);
  const { organisationId } = actor;
  return inTransaction(app, tenant(actor), async (tx) => {
    const { id } = await getWorkflowRecord(tx, organisationId, workflowSlug);
    const rows = await tx.query<MigrationRecord>(
      `SELECT ${migrationColumns} FROM run_migration m JOIN workflow w ON w.id = m.workflow_id
       WHERE m.organisation_id = $1 AND m.workflow_id = $2 AND ($3::uuid IS NULL OR m.id < $3)
       ORDER BY m.id DESC LIMIT $4`,
      [organisationId, id, cursor, limit + 1],
    );
    const items = await viewMigrations(tx, organisationId, rows.slice(0, limit).map(toMigration));
    return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
  });
};
