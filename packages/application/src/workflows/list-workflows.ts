import { type Actor, type RunStatus, runStatusSchema, workflowIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';
import { toKeysetPage } from '../keyset-page.ts';

export const listWorkflowsInput = z.object({
  /** Part of the name or slug. */
  search: z.string().trim().max(120).default(''),
  isArchived: z.boolean().default(false),
  /** Id of the last workflow of the page before: newest first. */
  cursor: workflowIdSchema.optional(),
  limit: z.int().min(1).max(100).default(50),
});

export const workflowSummarySchema = z.object({
  id: workflowIdSchema,
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  /** Null until it is published once. */
  versionNumber: z.int().nullable(),
  publishedAt: z.iso.datetime().nullable(),
  publishedBy: z.string().nullable(),
  draftUpdatedAt: z.iso.datetime(),
  /** The draft was edited after the last publication. */
  hasUnpublishedChanges: z.boolean(),
  /** Trigger types of the published version. */
  triggers: z.array(z.string()),
  lastRun: z.object({ status: runStatusSchema, createdAt: z.iso.datetime() }).nullable(),
  archivedAt: z.iso.datetime().nullable(),
});
export type WorkflowSummary = z.infer<typeof workflowSummarySchema>;

export const workflowPageSchema = z.object({
  items: z.array(workflowSummarySchema),
  nextCursor: workflowIdSchema.nullable(),
});
export type WorkflowPage = z.infer<typeof workflowPageSchema>;

interface SummaryRow {
  readonly id: WorkflowSummary['id'];
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly number: number | null;
  readonly published_at: Date | null;
  readonly published_by: string | null;
  readonly draft_updated_at: Date;
  readonly triggers: string[] | null;
  readonly run_status: RunStatus | null;
  readonly run_created_at: Date | null;
  readonly archived_at: Date | null;
}

const toSummary = (row: SummaryRow): WorkflowSummary => ({
  id: row.id,
  slug: row.slug,
  name: row.name,
  description: row.description,
  versionNumber: row.number,
  publishedAt: row.published_at?.toISOString() ?? null,
  publishedBy: row.published_by,
  draftUpdatedAt: row.draft_updated_at.toISOString(),
  hasUnpublishedChanges: row.published_at === null || row.draft_updated_at > row.published_at,
  triggers: row.triggers ?? [],
  lastRun:
    row.run_status && row.run_created_at
      ? { status: row.run_status, createdAt: row.run_created_at.toISOString() }
      : null,
  archivedAt: row.archived_at?.toISOString() ?? null,
});

/** Workflows of the organisation, newest first, keyset-paged. */
export const listWorkflows = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof listWorkflowsInput> = {},
): Promise<WorkflowPage> => {
  authorise(actor, 'workflows.read');
  const { search, isArchived, cursor = null, limit } = listWorkflowsInput.parse(raw);
  const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`;
  const rows = await inTransaction(app, tenant(actor), (tx) =>
    tx.query<SummaryRow>(
      `SELECT w.id, w.slug, w.name, w.description, v.number, v.published_at, u.name AS published_by,
              w.draft_updated_at, w.archived_at, r.status AS run_status, r.created_at AS run_created_at,
              jsonb_path_query_array(v.definition, '$.nodes[*] ? (@.kind == "start").config.triggers[*].type') AS triggers
       FROM workflow w
       LEFT JOIN workflow_version v ON v.id = w.current_version_id
       LEFT JOIN app_user u ON u.id = v.published_by_id
       LEFT JOIN LATERAL (SELECT status, created_at FROM run
                          WHERE organisation_id = $1 AND workflow_id = w.id ORDER BY id DESC LIMIT 1) r ON true
       WHERE w.organisation_id = $1 AND (w.archived_at IS NOT NULL) = $2 AND ($3::uuid IS NULL OR w.id < $3)
         AND (w.name ILIKE $4 OR w.slug ILIKE $4)
       ORDER BY w.id DESC LIMIT $5`,
      [actor.organisationId, isArchived, cursor, pattern, limit + 1],
    ),
  );
  return toKeysetPage(rows, limit, toSummary);
};
