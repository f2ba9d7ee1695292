import { firstIdAt } from '@switchyard/db';
import { type Actor, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { dayMs, dayOf } from '../receipts/period.ts';

export const getUnitCostInput = z.object({
  /** All workflows when left out. */
  workflowSlug: slugSchema.optional(),
  days: z.int().min(1).max(366).default(30),
});

const pointSchema = z.object({
  day: z.iso.date(),
  /** Runs begun on that day (UTC) which have ended: `listRuns` with `from`, `to` and `isEnded`. */
  runs: z.int(),
  meanMicroUsd: z.int(),
  medianMicroUsd: z.int(),
  p95MicroUsd: z.int(),
});

export const unitCostSchema = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  runs: z.int(),
  meanMicroUsd: z.int(),
  /** True when simulated runs are among them, whose money was not spent. */
  hasSimulated: z.boolean(),
  days: z.array(pointSchema),
});
export type UnitCost = z.infer<typeof unitCostSchema>;

interface Row extends z.infer<typeof pointSchema> {
  readonly costMicroUsd: number;
  readonly hasSimulated: boolean;
}

/** An id may be a little older than the moment at which its run was written. */
const idSlackMs = 3_600_000;

/** What a run costs, day by day, over the runs that have ended. */
export const getUnitCost = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof getUnitCostInput> = {},
): Promise<UnitCost> => {
  authorise(actor, 'receipts.read');
  const { workflowSlug = null, days } = getUnitCostInput.parse(raw);
  const now = app.now().getTime();
  const from = dayOf(now - (days - 1) * dayMs);
  const begin = new Date(`${from}T00:00:00Z`);
  const rows = await app.db.transaction(tenant(actor), (tx) =>
    tx.query<Row>(
      `SELECT to_char(r.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, count(*)::int AS runs,
              sum(r.cost_micro_usd)::bigint AS "costMicroUsd", avg(r.cost_micro_usd)::bigint AS "meanMicroUsd",
              percentile_disc(0.5) WITHIN GROUP (ORDER BY r.cost_micro_usd) AS "medianMicroUsd",
              percentile_disc(0.95) WITHIN GROUP (ORDER BY r.cost_micro_usd) AS "p95MicroUsd",
              bool_or(r.is_simulated) AS "hasSimulated"
       FROM run r
       WHERE r.organisation_id = $1 AND r.id >= $2 AND r.created_at >= $4 AND r.finished_at IS NOT NULL
         AND ($3::text IS NULL OR r.workflow_id = (SELECT id FROM workflow WHERE organisation_id = $1 AND slug = $3))
       GROUP BY 1 ORDER BY 1`,
      [actor.organisationId, firstIdAt(new Date(begin.getTime() - idSlackMs)), workflowSlug, begin],
    ),
  );
  const runs = rows.reduce((sum, row) => sum + row.runs, 0);
  const cost = rows.reduce((sum, row) => sum + row.costMicroUsd, 0);
  return {
    from,
    to: dayOf(now),
    runs,
    meanMicroUsd: runs === 0 ? 0 : Math.round(cost / runs),
    hasSimulated: rows.some((row) => row.hasSimulated),
    days: rows.map(({ costMicroUsd: _cost, hasSimulated: _simulated, ...point }) => point),
  };
};
