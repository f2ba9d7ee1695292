'use client';

import { Button, shortenId } from '@switchyard/ui';
import { X } from 'lucide-react';
import { useQueryStates } from 'nuqs';
import { FilterRow, useSpendFilter } from '../spend/filter-row.tsx';
import { ReceiptTable } from '../spend/receipt-table.tsx';
import { ReceiptTotals } from '../spend/receipt-totals.tsx';
import { SectionPage } from '../spend/section-page.tsx';
import { listParsers } from '../spend/spend-filter.ts';

const dayMs = 86_400_000;

type Field = keyof typeof listParsers;

const words: Record<Field, (value: string) => string> = {
  hasErrors: () => 'with an error or a timeout',
  isCacheHit: (value) => (value === 'true' ? 'from the cache' : 'not from the cache'),
  sameInputAs: (value) => `same input as ${shortenId(value)}`,
  inputTokensMin: (value) => `${Number(value).toLocaleString('en-US')} tokens read or more`,
  runId: (value) => `of run ${shortenId(value)}`,
};
const fields = Object.keys(words) as Field[];

/** Every receipt, narrowed in the words of the spend page: a number there and the list behind it speak of the same ones. */
export const ReceiptsPage = () => {
  const { input } = useSpendFilter();
  const [list, setList] = useQueryStates(listParsers, { history: 'push' });
  const { days, ...filter } = input;
  const from =
    filter.from ?? (filter.to ? undefined : new Date(Date.now() - (days - 1) * dayMs).toISOString().slice(0, 10));
  const chosen = fields.flatMap((field) => (list[field] === null ? [] : [{ field, value: list[field] }]));
  return (
    <SectionPage
      title="Receipts"
      description="One for each AI step, gateway call, eval case and try-out: who was asked and why, what it cost, which checks it passed."
    >
      <FilterRow />
      {chosen.length === 0 ? (
        <ReceiptTotals filter={input} />
      ) : (
        <div className="flex flex-wrap gap-2">
          {chosen.map(({ field, value }) => (
            <Button
              key={field}
              size="sm"
              aria-label={`Stop narrowing to ${words[field](String(value))}`}
              onClick={() => void setList({ [field]: null })}
            >
              {words[field](String(value))}
              <X aria-hidden />
            </Button>
          ))}
        </div>
      )}
      <ReceiptTable
        filter={{
          ...filter,
          ...(from === undefined ? {} : { from }),
          ...Object.fromEntries(chosen.map(({ field, value }) => [field, value])),
        }}
      />
    </SectionPage>
  );
};
