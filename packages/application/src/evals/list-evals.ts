import { type Actor, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { evalStatuses, queryEvals } from './eval-record.ts';

export const listEvalsInput = z.object({
  taskSlug: slugSchema.optional(),
  cursor: z.uuid().optional(),
  limit: z.int().min(1).max(200).default(50),
});

export const evalSummarySchema = z.object({
  id: z.string(),
  taskSlug: z.string(),
  taskName: z.string(),
  datasetId: z.string(),
  datasetName: z.string(),
  purpose: z.enum(['comparison', 'regression']),
  labels: z.array(z.string()),
  status: z.enum(evalStatuses),
  /** Cases times sides, and how many of those are over. */
  total: z.int(),
  finished: z.int(),
  costMicroUsd: z.int(),
  createdByLabel: z.string(),
  createdAt: z.iso.datetime(),
});
export type EvalSummary = z.infer<typeof evalSummarySchema>;
export const evalPageSchema = z.object({ items: z.array(evalSummarySchema), nextCursor: z.string().nullable() });

interface Progress {
  readonly id: string;
  readonly finished: number;
  readonly cost: number;
}

/** Evaluations, newest first, keyset-paged; of one task, or of all. */
export const listEvals = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof listEvalsInput> = {},
): Promise<z.infer<typeof evalPageSchema>> => {
  authorise(actor, 'tasks.read');
  const { taskSlug = null, cursor = null, limit } = listEvalsInput.parse(raw);
  const { organisationId } = actor;
  return app.db.transaction(tenant(actor), async (tx) => {
    const found = await queryEvals(tx, organisationId, { taskSlug, cursor, limit });
    const shown = found.slice(0, limit);
    const rows = await tx.query<Progress>(
      `SELECT eval_run_id AS id, count(*) FILTER (WHERE status IN ('done', 'lost')) AS finished,
              sum(cost_micro_usd + grading_cost_micro_usd)::bigint AS cost
       FROM eval_result WHERE organisation_id = $1 AND eval_run_id = ANY($2) GROUP BY eval_run_id`,
      [organisationId, shown.map(({ id }) => id)],
    );
    const progress = new Map(rows.map((row) => [row.id, row]));
    const items = shown.map((run) => ({
      id: run.id,
      taskSlug: run.taskSlug,
      taskName: run.taskName,
      datasetId: run.datasetId,
      datasetName: run.datasetName,
      purpose: run.purpose,
      labels: run.arms.map(({ label }) => label),
      status: run.status,
      total: run.caseCount * run.arms.length,
      finished: progress.get(run.id)?.finished ?? 0,
      costMicroUsd: progress.get(run.id)?.cost ?? 0,
      createdByLabel: run.createdByLabel,
      createdAt: run.createdAt.toISOString(),
    }));
    return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  });
};
