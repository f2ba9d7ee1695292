import type { ApprovalId, OrganisationId, StepId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { lockApproval } from '../approvals/approval-record.ts';
import { withdrawApprovals } from '../approvals/withdraw-approvals.ts';
import { inTransaction } from '../change.ts';
import { lockRun } from '../runs/run-record.ts';
import { continueStep } from './apply-budget-decision.ts';

interface WaitRow {
  readonly id: ApprovalId;
  readonly organisation_id: OrganisationId;
  readonly run_id: string;
  readonly step_id: StepId;
}

const releasedMax = 100;

/** Once per step: one that is still not admitted afterwards waits for an answer of its own. */
const isToBeDowngraded = `(p.downgraded_at IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM approval_request e
  WHERE e.run_id = a.run_id AND e.step_id = a.step_id AND e.budget_period_id = p.id AND e.id < a.id AND e.decided_at >= p.downgraded_at))`;

/** Of the steps that wait for a budget, oldest first, as many as it has room for now. */
const findReleasable = `
  SELECT id, organisation_id, run_id, step_id FROM (
    SELECT a.id, a.organisation_id, a.run_id, a.step_id,
           b.removed_at IS NOT NULL OR NOT b.is_hard OR p.ends_at <= now() OR ${isToBeDowngraded} AS is_over,
           sum(a.worst_micro_usd) OVER (PARTITION BY p.id ORDER BY a.id) AS needed,
           b.cap_micro_usd + p.extra_micro_usd - p.taken_micro_usd AS free
    FROM approval_request a JOIN budget_period p ON p.id = a.budget_period_id JOIN budget b ON b.id = p.budget_id
    WHERE a.status = 'pending' AND a.kind = 'budget') wait
  WHERE is_over OR needed <= free ORDER BY id LIMIT ${releasedMax}`;

/**
 * Steps whose budget has room again go on, and their requests are withdrawn: it was topped up, a new period began, calls came to
 * less than they might have, or somebody chose a cheaper answer for all of them. Returns how many.
 */
export const releaseBudgetWaits = async (app: App): Promise<number> => {
  const rows = await app.db.queryOnce<WaitRow>('system', findReleasable);
  for (const row of rows) await release(app, row);
  return rows.length;
};

const release = (app: App, row: WaitRow): Promise<void> => {
  const { organisation_id: organisationId, run_id: runId, step_id: stepId } = row;
  const actor = { kind: 'system' as const, organisationId, name: 'budgets' };
  return inTransaction(app, { organisationId }, async (tx, after) => {
    await lockRun(tx, organisationId, runId);
    const record = await lockApproval(tx, organisationId, { approvalId: row.id });
    if (record?.status !== 'pending') return;
    await withdrawApprovals(tx, actor, app.now(), { runId, stepIds: [stepId], reason: 'The budget has room again.' });
    await continueStep({ app, tx, after, actor }, { runId, stepId });
  });
};
