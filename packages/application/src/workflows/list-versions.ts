import { type Actor, slugSchema, versionIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';
import { getWorkflowRecord } from './workflow-record.ts';

export const listVersionsInput = z.object({
  slug: slugSchema,
  /** Number of the last version of the page before: newest first. */
  cursor: z.int().min(1).optional(),
  limit: z.int().min(1).max(100).default(50),
});

export const versionSummarySchema = z.object({
  id: versionIdSchema,
  number: z.int(),
  hash: z.string(),
  note: z.string(),
  publishedAt: z.iso.datetime(),
  publishedBy: z.string(),
  isCurrent: z.boolean(),
});
export type VersionSummary = z.infer<typeof versionSummarySchema>;

export const versionPageSchema = z.object({ items: z.array(versionSummarySchema), nextCursor: z.int().nullable() });
export type VersionPage = z.infer<typeof versionPageSchema>;

type Row = Omit<VersionSummary, 'publishedAt' | 'isCurrent'> & { readonly publishedAt: Date };

/** Versions of one workflow, newest first, keyset-paged by number. */
export const listVersions = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof listVersionsInput>,
): Promise<VersionPage> => {
  authorise(actor, 'workflows.read');
  const { slug, cursor = null, limit } = listVersionsInput.parse(raw);
  return inTransaction(app, tenant(actor), async (tx) => {
    const { id, currentVersionId } = await getWorkflowRecord(tx, actor.organisationId, slug);
    const rows = await tx.query<Row>(
      `SELECT v.id, v.number, v.hash, v.note, v.published_at AS "publishedAt", coalesce(u.name, '') AS "publishedBy"
       FROM workflow_version v LEFT JOIN app_user u ON u.id = v.published_by_id
       WHERE v.organisation_id = $1 AND v.workflow_id = $2 AND ($3::int IS NULL OR v.number < $3)
       ORDER BY v.number DESC LIMIT $4`,
      [actor.organisationId, id, cursor, limit + 1],
    );
    const items = rows.slice(0, limit).map((row) => ({
      ...row,
      publishedAt: row.publishedAt.toISOString(),
      isCurrent: row.id === currentVersionId,
    }));
    return { items, nextCursor: rows.length > limit ? (items.at(-1)?.number ?? null) : null };
  });
};
