import { type Actor, DomainError, receiptIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import { loadToolCalls } from '../agents/tool-call-view.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { type ReceiptDetail, type ReceiptRow, receiptColumns, receiptTables, toReceiptDetail } from './receipt-row.ts';

export const getReceiptInput = z.object({ receiptId: receiptIdSchema });

/** One receipt with its whole record. Throws `not_found`; another tenant's is not found either. */
export const getReceipt = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof getReceiptInput>,
): Promise<ReceiptDetail> => {
  authorise(actor, 'receipts.read');
  const { receiptId } = getReceiptInput.parse(raw);
  const { organisationId } = actor;
  const [[row], toolCalls] = await app.db.transaction(tenant(actor), (tx) =>
    Promise.all([
      tx.query<ReceiptRow>(
        `SELECT ${receiptColumns} FROM ${receiptTables} WHERE r.organisation_id = $1 AND r.id = $2`,
        [organisationId, receiptId],
      ),
      loadToolCalls(app, tx, organisationId, { receiptId }),
    ]),
  );
  if (!row) throw new DomainError('not_found', 'This receipt does not exist.');
  return { ...toReceiptDetail(row), toolCalls };
};
