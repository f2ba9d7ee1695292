import type { Tx } from '@switchyard/db';
import type { Actor } from '@switchyard/domain';
import { appendAudit } from '../audit/append-audit.ts';

export interface WithdrawInput {
  readonly runId: string;
  readonly stepIds: readonly string[];
  readonly reason: string;
}

/**
 * Takes back what the run no longer needs from people: open requests and open work items of these steps, inside the
 * transition that cancels them. What has been decided stays decided.
 */
export const withdrawApprovals = async (tx: Tx, actor: Actor, at: Date, input: WithdrawInput): Promise<void> => {
  if (input.stepIds.length === 0) return;
  const scope = [actor.organisationId, input.runId, input.stepIds];
  const withdrawn = await tx.query<{ id: string; title: string }>(
    `UPDATE approval_request SET status = 'withdrawn', decided_at = $4
     WHERE organisation_id = $1 AND run_id = $2 AND step_id = ANY($3::uuid[]) AND status = 'pending'
     RETURNING id, title`,
    [...scope, at],
  );
  await tx.execute(
    `UPDATE work_item SET status = 'withdrawn', done_at = $4
     WHERE organisation_id = $1 AND run_id = $2 AND step_id = ANY($3::uuid[]) AND status = 'open'`,
    [...scope, at],
  );
  const events = withdrawn.map(({ id, title }) => ({
    type: 'approval.withdrawn' as const,
    target: { id, label: title },
    runId: input.runId,
    payload: { reason: input.reason },
  }));
  await appendAudit(tx, actor, at, ...events);
};
