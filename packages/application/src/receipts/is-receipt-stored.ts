import type { App } from '../app.ts';
import type { ReceiptContext } from './receipt-entry.ts';

/** Whether a receipt was committed: asked where the answer to its commit was lost. Throws when the database does not answer. */
export const isReceiptStored = async (
  app: App,
  { id, organisationId }: Pick<ReceiptContext, 'id' | 'organisationId'>,
): Promise<boolean> => {
  const rows = await app.db.queryOnce(
    { organisationId },
    'SELECT FROM receipt WHERE organisation_id = $1 AND id = $2',
    [organisationId, id],
  );
  return rows.length > 0;
};
