import { type Actor, DomainError } from '@switchyard/domain';
import type { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';
import { type BulkOperation, bulkOperationInput, requireBulkOperation } from './bulk-operation.ts';
import { endBulkOperation } from './end-bulk-operation.ts';

/** Stops a bulk operation behind the item in hand. What was done stays done. Throws `not_permitted_now` when it has ended. */
export const stopBulkOperation = (
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
    throw new DomainError('not_permitted_now', `This bulk operation has already ended (${operation.status}).`);
  });
};
