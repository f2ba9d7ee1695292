'use client';

import type { SpendShare } from '@switchyard/application';
import { type Column, DataTable, Link, Money, StatusBadge } from '@switchyard/ui';
import { NumberLink } from './number-link.tsx';
import { filterHref } from './spend-filter.ts';

/** How a table narrows: the field of the filter, or for a model two of them. */
export type Narrow = (key: string) => Readonly<Record<string, string>>;

interface ShareTableProps {
  readonly header: string;
  readonly shares: readonly SpendShare[];
  readonly filter: Readonly<Record<string, unknown>>;
  readonly narrow: Narrow;
}

const count = (value: number): string => value.toLocaleString('en-US');

const isCorrection = ({ key }: SpendShare): boolean => key === 'correction';

const correctionsHref = ({ from, to }: ShareTableProps['filter']): string =>
  filterHref('/spend/invoices', { correctedFrom: from, correctedTo: to });

const columnsFor = ({ header, filter, narrow }: ShareTableProps): readonly Column<SpendShare>[] => {
  const behind = ({ key, isSimulated }: SpendShare, more: Readonly<Record<string, boolean>> = {}): string =>
    filterHref('/receipts', filter, { ...narrow(key), isSimulated, ...more });
  return [
    {
      key: 'label',
      header,
      cell: (share) => (
        <span className="inline-flex min-w-0 items-center gap-2">
          {isCorrection(share) ? (
            <span className="truncate">{share.label}</span>
          ) : (
            <Link
              href={filterHref('/spend', filter, narrow(share.key))}
              className="truncate underline decoration-line-strong underline-offset-2 hover:decoration-current"
            >
              {share.label}
            </Link>
          )}
          {share.isSimulated ? <StatusBadge status="simulated" /> : null}
        </span>
      ),
      width: '40%',
    },
    {
      key: 'receipts',
      header: 'Receipts',
      align: 'end',
      cell: (share) =>
        isCorrection(share) ? (
          '–'
        ) : (
          <NumberLink href={behind(share)} label={`${count(share.receipts)} receipts of ${share.label}`}>
            {count(share.receipts)}
          </NumberLink>
        ),
    },
    {
      key: 'attempts',
      header: 'Attempts',
      align: 'end',
      cell: (share) => (
        <span className="inline-flex gap-1.5 tabular-nums">
          {isCorrection(share) ? '–' : <NumberLink href={behind(share)}>{count(share.attempts)}</NumberLink>}
          {share.errors === 0 ? null : (
            <NumberLink
              href={behind(share, { hasErrors: true })}
              label={`(${count(share.errors)} failed) attempts of ${share.label}: errors and timeouts`}
            >
              ({count(share.errors)} failed)
            </NumberLink>
          )}
        </span>
      ),
      isHiddenOnPhone: true,
    },
    {
      key: 'tokens',
      header: 'Tokens',
      align: 'end',
      cell: ({ inputTokens, outputTokens, cachedInputTokens }) => (
        <span className="tabular-nums" title={`${count(cachedInputTokens)} of them read from a cache`}>
          {count(inputTokens + outputTokens)}
        </span>
      ),
      isHiddenOnPhone: true,
    },
    {
      key: 'cost',
      header: 'Cost',
      align: 'end',
      cell: (share) => (
        <NumberLink href={isCorrection(share) ? correctionsHref(filter) : behind(share)}>
          <Money microUsd={share.costMicroUsd} />
        </NumberLink>
      ),
    },
  ];
};

/** Where the money went, dearest first. Names narrow the page; counts open the receipts behind them. */
export const ShareTable = (props: ShareTableProps) => (
  <DataTable
    caption={`Spend by ${props.header.toLowerCase()}`}
    columns={columnsFor(props)}
    rows={props.shares}
    rowKey={({ key, isSimulated }) => `${key}/${isSimulated}`}
    density="dense"
    hasRowKeys={false}
    empty={<p className="p-4 text-muted text-sm">Nothing in this period.</p>}
  />
);
