import type { Tx } from '@switchyard/db';
import type { Actor } from '@switchyard/domain';
import { appendAudit } from '../audit/append-audit.ts';
import { type BulkOperation, describeRequest, requireBulkOperation } from './bulk-operation.ts';

interface End {
  readonly id: string;
  readonly at: Date;
  readonly status: Exclude<BulkOperation['status'], 'running'>;
  readonly stopReason: string | null;
  /** Of the worker that ends it; a person has none. */
  readonly leaseToken?: number;
}

/** Ends a bulk operation once and records what it came to, in the caller's transaction. False: it had ended, or is another worker's. */
export const endBulkOperation = async (tx: Tx, actor: Actor, end: End): Promise<boolean> => {
  const { organisationId } = actor;
  const ended = await tx.execute(
    `UPDATE bulk_operation SET status = $3, stop_reason = $4, finished_at = $5, lease_until = NULL
     WHERE organisation_id = $1 AND id = $2 AND status = 'running' AND ($6::int IS NULL OR lease_token = $6)`,
    [organisationId, end.id, end.status, end.stopReason, end.at, end.leaseToken ?? null],
  );
  if (ended === 0) return false;
  const operation = await requireBulkOperation(tx, organisationId, end.id);
  const { kind, retried, rerun, cancelled, setAside, refused } = operation;
  const target = { id: organisationId, label: 'Runs' };
  const payload = { bulkId: end.id, refused, filter: describeRequest(operation), ended: end.status };
  await (kind === 'retry'
    ? appendAudit(tx, actor, end.at, {
        type: 'organisation.runs-retried',
        target,
        payload: { ...payload, retried, rerun },
      })
    : appendAudit(tx, actor, end.at, {
        type: 'organisation.bulk-ended',
        target,
        payload: { ...payload, kind, done: cancelled + setAside },
      }));
  return true;
};
