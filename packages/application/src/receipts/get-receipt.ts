import { type Actor, DomainError, receiptIdSchema, receiptSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import {
  type ReceiptSummaryRow,
  receiptSummaryColumns,
  receiptSummarySchema,
  toReceiptSummary,
} from './list-receipts.ts';

export const getReceiptInput = z.object({ receiptId: receiptIdSchema });
export const receiptDetailSchema = receiptSummarySchema.extend({ receipt: receiptSchema });
export type ReceiptDetail = z.infer<typeof receiptDetailSchema>;

/** One receipt with its whole record. Throws `not_found`; another tenant's is not found either. */
export const getReceipt = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof getReceiptInput>,
): Promise<ReceiptDetail> => {
  authorise(actor, 'receipts.read');
  const { receiptId } = getReceiptInput.parse(raw);
  const [row] = await app.db.transaction(tenant(actor), (tx) =>
    tx.query<ReceiptSummaryRow & { detail: unknown }>(
      `SELECT ${receiptSummaryColumns}, r.detail FROM receipt r LEFT JOIN workflow w ON w.id = r.workflow_id
       WHERE r.organisation_id = $1 AND r.id = $2`,
      [actor.organisationId, receiptId],
    ),
  );
  if (!row) throw new DomainError('not_found', 'This receipt does not exist.');
  return { ...toReceiptSummary(row), receipt: receiptSchema.parse(row.detail) };
};
