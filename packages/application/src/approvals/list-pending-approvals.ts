import { type Actor, approvalIdSchema, runIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';

export const listPendingApprovalsInput = z.object({
  /** Id of the last request of the page before: oldest first. */
  cursor: approvalIdSchema.optional(),
  limit: z.int().min(1).max(100).default(50),
});

export const pendingApprovalSchema = z.object({
  id: approvalIdSchema,
  title: z.string(),
  workflowSlug: z.string(),
  runId: runIdSchema,
  risk: z.string(),
  stage: z.int(),
  requestedBy: z.string(),
  deadlineAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
});
export const pendingApprovalPageSchema = z.object({
  items: z.array(pendingApprovalSchema),
  nextCursor: approvalIdSchema.nullable(),
});

type PendingRow = Omit<z.infer<typeof pendingApprovalSchema>, 'deadlineAt' | 'createdAt'> & {
  readonly deadlineAt: Date | null;
  readonly createdAt: Date;
};

/** What waits for people in the whole organisation, oldest first: for machines that watch, not for deciding. */
export const listPendingApprovals = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof listPendingApprovalsInput> = {},
): Promise<z.infer<typeof pendingApprovalPageSchema>> => {
  authorise(actor, 'inbox.read');
  const { cursor = null, limit } = listPendingApprovalsInput.parse(raw);
  const rows = await inTransaction(app, tenant(actor), (tx) =>
    tx.query<PendingRow>(
      `SELECT r.id, r.title, w.slug AS "workflowSlug", r.run_id AS "runId", r.risk, r.stage,
              r.requested_by_label AS "requestedBy", r.deadline_at AS "deadlineAt", r.created_at AS "createdAt"
       FROM approval_request r JOIN workflow w ON w.id = r.workflow_id
       WHERE r.organisation_id = $1 AND r.status = 'pending' AND ($2::uuid IS NULL OR r.id > $2)
       ORDER BY r.id LIMIT $3`,
      [actor.organisationId, cursor, limit + 1],
    ),
  );
  const items = rows.slice(0, limit).map((row) => ({
    ...row,
    deadlineAt: row.deadlineAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  }));
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
};
