'use client';

import { FilterRow, useSpendFilter } from '../spend/filter-row.tsx';
import { ReceiptTable } from '../spend/receipt-table.tsx';
import { SectionPage } from '../spend/section-page.tsx';

const dayMs = 86_400_000;

/** Every receipt, narrowed in the words of the spend page: a number there and the list behind it speak of the same ones. */
export const ReceiptsPage = () => {
  const { input } = useSpendFilter();
  const { days, ...filter } = input;
  const from =
    filter.from ?? (filter.to ? undefined : new Date(Date.now() - (days - 1) * dayMs).toISOString().slice(0, 10));
  return (
    <SectionPage
      title="Receipts"
      description="One for each AI step, gateway call, eval case and try-out: who was asked and why, what it cost, which checks it passed."
    >
      <FilterRow />
      <ReceiptTable filter={{ ...filter, ...(from === undefined ? {} : { from }) }} />
    </SectionPage>
  );
};
