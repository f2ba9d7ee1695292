import { can } from '@switchyard/access';
import { firstIdAt, type Tx } from '@switchyard/db';
import type { Actor } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { countInbox } from '../approvals/count-inbox.ts';
import { inboxEntrySchema, listInbox } from '../approvals/list-inbox.ts';
import { auditEventItem, listAuditEvents } from '../audit/list-audit-events.ts';
import { type BudgetView, budgetViewSchema, listBudgetViews } from '../budgets/budget-view.ts';
import { tenant } from '../change.ts';
import { driftSchema, listDrifts } from '../evals/list-drifts.ts';
import { attentionCountSchema, countAttention } from '../runs/list-attention.ts';
import { type RunSummaryRow, runSummaryColumns, runSummarySchema, toRunSummary } from '../runs/list-runs.ts';
import { findFirstSteps, firstStepsSchema } from './find-first-steps.ts';

/** Rows of each part: what is looked at first thing in the morning fits one screen. */
const rowsMax = 6;

export const homeSchema = z.object({
  /** What waits for me. */
  inbox: z.object({ count: z.int(), isMore: z.boolean(), items: z.array(inboxEntrySchema) }),
  /** Runs of the last day that failed and were not dealt with, or a step of which a person must decide about. */
  stuck: z.array(runSummarySchema),
  /** Everything that needs a person, however old. */
  attention: attentionCountSchema,
  /** Runs that began since midnight (UTC), by status, and what their AI steps cost. */
  today: z.object({
    started: z.int(),
    completed: z.int(),
    waiting: z.int(),
    failed: z.int(),
    costMicroUsd: z.int(),
    isSimulated: z.boolean(),
  }),
  /** Budgets of which a threshold was reached, or that steps wait for; null for those who may not read what things cost. */
  budgets: z.array(budgetViewSchema).nullable(),
  /** Tasks that have become worse in production; null for those who may not see tasks. */
  drifts: z.array(driftSchema).nullable(),
  /** What a new organisation still lacks; null from its first run on, and for those who do not make workflows. */
  firstSteps: firstStepsSchema.nullable(),
  /** What changed; null for those who may not read the record. */
  changes: z.array(auditEventItem).nullable(),
});
export type Home = z.infer<typeof homeSchema>;

const dayMs = 86_400_000;

/** The four questions of a morning: what waits for me, what is stuck, what ran and what it cost, what changed. */
export const getHome = async (app: App, actor: Actor): Promise<Home> => {
  authorise(actor, 'runs.read');
  const mine = can(actor, 'inbox.read').isAllowed && actor.kind === 'user';
  const [count, inbox, runs, changes, attention, budgets, drifts, firstSteps] = await Promise.all([
    mine ? countInbox(app, actor) : { count: 0, isMore: false },
    mine ? listInbox(app, actor, { filter: 'mine', limit: rowsMax }) : { items: [] },
    app.db.transaction(tenant(actor), (tx) => readRuns(tx, actor, app.now())),
    can(actor, 'audit.read').isAllowed ? listAuditEvents(app, actor, { limit: rowsMax + 2 }) : null,
    countAttention(app, actor),
    can(actor, 'budgets.read').isAllowed ? listTightBudgets(app, actor) : null,
    can(actor, 'tasks.read').isAllowed ? readDrifts(app, actor) : null,
    can(actor, 'workflows.edit').isAllowed ? findFirstSteps(app, actor) : null,
  ]);
  return {
    inbox: { ...count, items: inbox.items },
    ...runs,
    changes: changes?.items ?? null,
    attention,
    budgets,
    drifts,
    firstSteps,
  };
};

const readDrifts = (app: App, actor: Actor) =>
  app.db.transaction(tenant(actor), (tx) => listDrifts(tx, actor.organisationId, rowsMax));

const listTightBudgets = (app: App, actor: Actor): Promise<BudgetView[]> =>
  app.db.transaction(tenant(actor), async (tx) => {
    const budgets = await listBudgetViews(tx, actor.organisationId);
    return budgets.filter(({ current, waiting }) => waiting > 0 || (current?.warnedPercent ?? 0) > 0).slice(0, rowsMax);
  });

const readRuns = async (tx: Tx, actor: Actor, now: Date): Promise<Pick<Home, 'stuck' | 'today'>> => {
  const stuck = await tx.query<RunSummaryRow>(
    `SELECT ${runSummaryColumns}
     FROM run r JOIN workflow w ON w.id = r.workflow_id JOIN workflow_version v ON v.id = r.version_id
     WHERE r.organisation_id = $1 AND r.id >= $2
       AND ((r.status = 'failed' AND r.handled_at IS NULL)
         OR (r.status = 'waiting' AND EXISTS (
              SELECT 1 FROM step s WHERE s.run_id = r.id
                AND (s.status = 'unknown' OR (s.status IN ('failed', 'completed') AND s.waiting_reason IS NOT NULL)))))
     ORDER BY r.id DESC LIMIT ${rowsMax}`,
    [actor.organisationId, firstIdAt(new Date(now.getTime() - dayMs))],
  );
  const midnight = new Date(Math.floor(now.getTime() / dayMs) * dayMs);
  const [today] = await tx.query<Home['today']>(
    `SELECT count(*)::int AS started, count(*) FILTER (WHERE status = 'completed')::int AS completed,
            count(*) FILTER (WHERE status = 'waiting')::int AS waiting,
            count(*) FILTER (WHERE status = 'failed')::int AS failed,
            coalesce(sum(cost_micro_usd), 0)::bigint AS "costMicroUsd",
            coalesce(bool_or(is_simulated), false) AS "isSimulated"
     FROM run WHERE organisation_id = $1 AND id >= $2`,
    [actor.organisationId, firstIdAt(midnight)],
  );
  const nothing = { started: 0, completed: 0, waiting: 0, failed: 0, costMicroUsd: 0, isSimulated: false };
  return { stuck: stuck.map((row) => toRunSummary(row)), today: today ?? nothing };
};
