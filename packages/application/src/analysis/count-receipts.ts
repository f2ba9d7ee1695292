import type { SqlValue, Tx } from '@switchyard/db';
import { rollupWhere } from '../receipts/receipt-filter.ts';

/** Receipts of a period by the rollup, which reads none of them. `filter` is from `filterValues`. */
export const countReceipts = async (
  tx: Tx,
  filter: readonly SqlValue[],
  { from, to }: { readonly from: string; readonly to: string },
): Promise<number> => {
  const [row] = await tx.query<{ receipts: number }>(
    `SELECT coalesce(sum(s.receipts), 0)::int AS receipts FROM spend_rollup s
     WHERE ${rollupWhere} AND s.day BETWEEN $9::date AND $10::date`,
    [...filter, from, to],
  );
  return row?.receipts ?? 0;
};
