import { type Actor, DomainError } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import {
  type BulkOperation,
  bulkFilterSchema,
  bulkOperationInput,
  describeRequest,
  requireBulkOperation,
} from './bulk-operation.ts';
import { endBulkOperation } from './end-bulk-operation.ts';
import { countRetriable } from './preview-bulk-retry.ts';
import { rerunVersionSchema } from './rerun-run.ts';

export const startBulkRetryInput = bulkOperationInput.extend({
  filter: bulkFilterSchema,
  /** Which version failed runs are run again on: their own, or the one that is published now. */
  version: rerunVersionSchema.default('same'),
  reason: z.string().trim().max(500).default(''),
});

/**
 * Asks workers to retry whatever of a filter has failed: held steps in place, failed runs as new runs from the step they failed
 * at. `id` is chosen by whoever asks; asked again under it, it answers with what is under way. Throws `conflict` for an id
 * that stands for another request.
 */
export const startBulkRetry = (
  app: App,
  actor: Actor,
  raw: z.input<typeof startBulkRetryInput>,
): Promise<BulkOperation> => {
  authorise(actor, 'runs.operate');
  const { id, filter, version, reason } = startBulkRetryInput.parse(raw);
  const { organisationId } = actor;
  return inTransaction(app, tenant(actor), async (tx) => {
    const expected = await countRetriable(tx, actor, filter);
    const begun = await tx.execute(
      `INSERT INTO bulk_operation (id, organisation_id, kind, filter, version, reason, status, actor, requested_by_label, requested_at, expected)
       VALUES ($1, $2, 'retry', $3, $9, $4, 'running', $5, $6, $7, $8) ON CONFLICT (organisation_id, id) DO NOTHING`,
      [
        id,
        organisationId,
        JSON.stringify(filter),
        reason,
        JSON.stringify(actor),
        actor.name,
        app.now(),
        expected,
        version,
      ],
    );
    if (begun > 0) {
      await appendAudit(tx, actor, app.now(), {
        type: 'organisation.retry-begun',
        target: { id: organisationId, label: 'Runs' },
        payload: { bulkId: id, filter: describeRequest({ filter, version }), expected, reason },
      });
      return requireBulkOperation(tx, organisationId, id);
    }
    const there = await requireBulkOperation(tx, organisationId, id);
    if (describeRequest(there) === describeRequest({ filter, version })) return there;
    throw new DomainError('conflict', 'This id stands for another bulk retry. Choose a new one.');
  });
};

/** Stops a bulk retry behind the item in hand. What was done stays done. Throws `not_permitted_now` when it has ended. */
export const cancelBulkRetry = (
  app: App,
  actor: Actor,
  raw: z.input<typeof bulkOperationInput>,
): Promise<BulkOperation> => {
  authorise(actor, 'runs.operate');
  const { id } = bulkOperationInput.parse(raw);
  return inTransaction(app, tenant(actor), async (tx) => {
    const isEnded = await endBulkOperation(tx, actor, { id, at: app.now(), status: 'cancelled', stopReason: null });
    const operation = await requireBulkOperation(tx, actor.organisationId, id);
    if (isEnded) return operation;
    throw new DomainError('not_permitted_now', `This bulk retry has already ended (${operation.status}).`);
  });
};
