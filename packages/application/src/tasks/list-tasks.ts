import { type Actor, type DataClass, dataClassSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { keysetInput, keysetPageSchema, toKeysetPage } from '../keyset-page.ts';

export const listTasksInput = keysetInput;

export const taskSummarySchema = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  dataClass: dataClassSchema,
  qualityTarget: z.number(),
  checkCount: z.int(),
  /** Null while it is only a draft. */
  versionNumber: z.int().nullable(),
  /** Of the last 30 days. */
  receipts: z.int(),
  acceptedReceipts: z.int(),
  costMicroUsd: z.int(),
});
export type TaskSummary = z.infer<typeof taskSummarySchema>;
export const taskPageSchema = keysetPageSchema(taskSummarySchema);

interface Row extends Omit<TaskSummary, 'dataClass'> {
  readonly dataClass: DataClass;
}

/** Tasks, newest first, keyset-paged, with what they did in the last 30 days. */
export const listTasks = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof listTasksInput> = {},
): Promise<z.infer<typeof taskPageSchema>> => {
  authorise(actor, 'tasks.read');
  const { cursor = null, limit } = listTasksInput.parse(raw);
  const since = new Date(app.now().getTime() - 30 * 86_400_000);
  const rows = await app.db.transaction(tenant(actor), (tx) =>
    tx.query<Row>(
      `SELECT t.id, t.slug, t.name, t.description, t.draft->>'dataClass' AS "dataClass",
              (t.draft->>'qualityTarget')::float8 AS "qualityTarget",
              jsonb_array_length(t.draft->'checks') AS "checkCount", v.number AS "versionNumber",
              coalesce(r.receipts, 0)::int AS receipts, coalesce(r.accepted, 0)::int AS "acceptedReceipts",
              coalesce(r.cost, 0)::bigint AS "costMicroUsd"
       FROM task t LEFT JOIN task_version v ON v.id = t.current_version_id
       LEFT JOIN (SELECT n.key, sum(s.receipts) AS receipts, sum(s.accepted) AS accepted, sum(s.cost_micro_usd) AS cost
                  FROM spend_rollup s JOIN receipt_term n ON n.id = s.task_ref
                  WHERE s.organisation_id = $1 AND s.day >= $4::date GROUP BY n.key) r
         ON r.key = t.slug
       WHERE t.organisation_id = $1 AND t.archived_at IS NULL AND ($2::uuid IS NULL OR t.id < $2)
       ORDER BY t.id DESC LIMIT $3`,
      [actor.organisationId, cursor, limit + 1, since.toISOString().slice(0, 10)],
    ),
  );
  return toKeysetPage(rows, limit, (row) => row);
};
