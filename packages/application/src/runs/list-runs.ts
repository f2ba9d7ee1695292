import { type Actor, isTerminalRunStatus, runIdSchema, runStatusSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';
import { toKeysetPage } from '../keyset-page.ts';
import { type Wait, waitSchema } from './describe-wait.ts';
import { listWaits } from './list-waits.ts';
import { runConditions, runFilterSchema } from './run-filter.ts';

export const listRunsInput = runFilterSchema.extend({
  /** Only those that have ended. */
  isEnded: z.boolean().optional(),
  /** Id of the last run of the page before: newest first. */
  cursor: runIdSchema.optional(),
  limit: z.int().min(1).max(100).default(50),
});

export const runSummarySchema = z.object({
  id: runIdSchema,
  workflowSlug: z.string(),
  workflowName: z.string(),
  versionNumber: z.int(),
  status: runStatusSchema,
  outcome: z.string().nullable(),
  trigger: z.string(),
  startedBy: z.string(),
  waitingReason: z.string().nullable(),
  /** Message of the failure, for failed runs. */
  failure: z.string().nullable(),
  /** Why a run that has not ended does not move, and what to do about it; null while it moves. */
  wait: waitSchema.nullable(),
  isSimulated: z.boolean(),
  costMicroUsd: z.int(),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
});
export type RunSummary = z.infer<typeof runSummarySchema>;

export const runPageSchema = z.object({ items: z.array(runSummarySchema), nextCursor: runIdSchema.nullable() });
export type RunPage = z.infer<typeof runPageSchema>;

/** Columns of a summary; `r` is run, `w` workflow, `v` version. */
export const runSummaryColumns = `
  r.id, w.slug AS "workflowSlug", w.name AS "workflowName", v.number AS "versionNumber", r.status, r.outcome, r.trigger,
  r.started_by_label AS "startedBy", r.waiting_reason AS "waitingReason", r.error->>'message' AS failure,
  r.is_simulated AS "isSimulated", r.cost_micro_usd AS "costMicroUsd", r.created_at AS "createdAt",
  r.finished_at AS "finishedAt"`;

export interface RunSummaryRow extends Omit<RunSummary, 'createdAt' | 'finishedAt' | 'wait'> {
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

export const toRunSummary = (row: RunSummaryRow, wait: Wait | null = null): RunSummary => ({
  ...row,
  wait,
  createdAt: row.createdAt.toISOString(),
  finishedAt: row.finishedAt?.toISOString() ?? null,
});

/** Runs of the organisation, newest first, by keyset: a page costs the same however long the history is. */
export const listRuns = async (app: App, actor: Actor, raw: z.input<typeof listRunsInput>): Promise<RunPage> => {
  authorise(actor, 'runs.read');
  const { isEnded = false, cursor, limit, ...filter } = listRunsInput.parse(raw);
  const found = runConditions(actor.organisationId, filter);
  const { rows, waits } = await inTransaction(app, tenant(actor), async (tx) => {
    const values = [...found.values, ...(cursor === undefined ? [] : [cursor])];
    const conditions = [
      found.text,
      ...(cursor === undefined ? [] : [`r.id < $${values.length}`]),
      ...(isEnded ? ['r.finished_at IS NOT NULL'] : []),
    ];
    const rows = await tx.query<RunSummaryRow>(
      // Cut before anything is joined: a plan that joins first reads the whole history.
      `SELECT ${runSummaryColumns}
       FROM (SELECT r.* FROM run r WHERE ${conditions.join(' AND ')} ORDER BY r.id DESC LIMIT ${limit + 1}) r
       JOIN workflow w ON w.id = r.workflow_id JOIN workflow_version v ON v.id = r.version_id ORDER BY r.id DESC`,
      values,
    );
    const live = rows.filter((row) => !isTerminalRunStatus(row.status)).map(({ id }) => id);
    return { rows, waits: await listWaits(tx, actor.organisationId, live) };
  });
  return toKeysetPage(rows, limit, (row) => toRunSummary(row, waits.get(row.id)));
};
