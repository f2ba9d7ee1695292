import { type Actor, gradingSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';

const watchSchema = z.object({
  taskSlug: z.string(),
  taskName: z.string(),
  grading: gradingSchema,
  shadowRef: z.string().nullable(),
  shadowShare: z.number(),
  regradeShare: z.number(),
  drop: z.number(),
  revision: z.int(),
  since: z.iso.datetime(),
  driftedAt: z.iso.datetime().nullable(),
  /** Answers of production that were graded again since then, and the mean of their scores. */
  graded: z.int(),
  meanScore: z.number().nullable(),
  /** Answers of the shadow with a score, and their mean. */
  shadowed: z.int(),
  shadowMeanScore: z.number().nullable(),
  costMicroUsd: z.int(),
});
export type Watch = z.infer<typeof watchSchema>;
export const watchListSchema = z.object({ items: z.array(watchSchema) });

interface Row extends Omit<Watch, 'since' | 'driftedAt' | 'grading'> {
  readonly grading: unknown;
  readonly since: Date;
  readonly driftedAt: Date | null;
}

/** Tasks that are looked at again in production, and what was found. As many as tasks at most: no paging. */
export const listWatches = async (app: App, actor: Actor): Promise<z.infer<typeof watchListSchema>> => {
  authorise(actor, 'tasks.read');
  const rows = await app.db.transaction(tenant(actor), (tx) =>
    tx.query<Row>(
      `SELECT t.slug AS "taskSlug", t.name AS "taskName", w.grading, w.shadow_ref AS "shadowRef",
              w.shadow_share AS "shadowShare", w.regrade_share AS "regradeShare", w.drop, w.revision, w.since,
              w.drifted_at AS "driftedAt", c.*
       FROM task_watch w JOIN task t ON t.id = w.task_id
         CROSS JOIN LATERAL (
           SELECT count(score) AS graded, avg(score) AS "meanScore", count(shadow_score) AS shadowed,
                  avg(shadow_score) AS "shadowMeanScore", coalesce(sum(cost_micro_usd), 0)::bigint AS "costMicroUsd"
           FROM watched_call WHERE task_id = w.task_id AND organisation_id = $1 AND created_at >= w.since) c
       WHERE w.organisation_id = $1 AND t.archived_at IS NULL ORDER BY t.name`,
      [actor.organisationId],
    ),
  );
  const items = rows.map((row) => ({
    ...row,
    grading: gradingSchema.parse(row.grading),
    since: row.since.toISOString(),
    driftedAt: row.driftedAt?.toISOString() ?? null,
  }));
  return { items };
};
