import type { Actor } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';

const policyListItemSchema = z.object({
  workflowId: z.string().nullable(),
  taskId: z.string().nullable(),
  label: z.string(),
  /** Null: it follows the wider scope. */
  number: z.int().nullable(),
  publishedAt: z.iso.datetime().nullable(),
  hasDraft: z.boolean(),
});
export const policyListSchema = z.object({ items: z.array(policyListItemSchema) });
export type PolicyListItem = z.infer<typeof policyListItemSchema>;

interface Row {
  readonly workflow_id: string | null;
  readonly task_id: string | null;
  readonly label: string;
  readonly number: number | null;
  readonly published_at: Date | null;
  readonly has_draft: boolean;
}

const scopesMax = 500;

/** Every scope that can have rules, with the version in force: the organisation, then workflows, then tasks. */
export const listPolicies = async (app: App, actor: Actor): Promise<z.infer<typeof policyListSchema>> => {
  authorise(actor, 'receipts.read');
  const rows = await app.db.transaction(tenant(actor), (tx) =>
    tx.query<Row>(
      `WITH scope AS (
         SELECT NULL::uuid AS workflow_id, NULL::uuid AS task_id, 'Organisation' AS label, 0 AS kind
         UNION ALL SELECT id, NULL, name, 1 FROM workflow WHERE organisation_id = $1 AND archived_at IS NULL
         UNION ALL SELECT NULL, id, name, 2 FROM task WHERE organisation_id = $1 AND archived_at IS NULL
       )
       SELECT s.workflow_id, s.task_id, s.label, CASE WHEN v.has_rules THEN v.number END AS number,
              v.created_at AS published_at, d.id IS NOT NULL AS has_draft
       FROM scope s
       LEFT JOIN LATERAL (
         SELECT number, created_at, rules IS NOT NULL AS has_rules FROM policy p WHERE p.organisation_id = $1
           AND p.workflow_id IS NOT DISTINCT FROM s.workflow_id AND p.task_id IS NOT DISTINCT FROM s.task_id
         ORDER BY number DESC LIMIT 1
       ) v ON true
       LEFT JOIN policy_draft d ON d.organisation_id = $1
         AND d.workflow_id IS NOT DISTINCT FROM s.workflow_id AND d.task_id IS NOT DISTINCT FROM s.task_id
       ORDER BY s.kind, s.label LIMIT ${scopesMax}`,
      [actor.organisationId],
    ),
  );
  return {
    items: rows.map((row) => ({
      workflowId: row.workflow_id,
      taskId: row.task_id,
      label: row.label,
      number: row.number,
      publishedAt: row.published_at?.toISOString() ?? null,
      hasDraft: row.has_draft,
    })),
  };
};
