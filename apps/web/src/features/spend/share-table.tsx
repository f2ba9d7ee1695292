'use client';

import type { SpendShare } from '@switchyard/application';
import { type Column, DataTable, Money, StatusBadge } from '@switchyard/ui';

const columnsFor = (header: string): readonly Column<SpendShare>[] => [
  {
    key: 'label',
    header,
    cell: ({ label, isSimulated }) => (
      <span className="inline-flex min-w-0 items-center gap-2">
        <span className="truncate">{label}</span>
        {isSimulated ? <StatusBadge status="simulated" /> : null}
      </span>
    ),
    width: '50%',
  },
  {
    key: 'attempts',
    header: 'Attempts',
    align: 'end',
    cell: ({ attempts }) => <span className="tabular-nums">{attempts.toLocaleString('en-US')}</span>,
  },
  {
    key: 'tokens',
    header: 'Tokens',
    align: 'end',
    cell: ({ inputTokens, outputTokens }) => (
      <span className="tabular-nums">{(inputTokens + outputTokens).toLocaleString('en-US')}</span>
    ),
    isHiddenOnPhone: true,
  },
  { key: 'cost', header: 'Cost', align: 'end', cell: ({ costMicroUsd }) => <Money microUsd={costMicroUsd} /> },
];

/** Where the money went, dearest first. */
export const ShareTable = ({ header, shares }: { header: string; shares: readonly SpendShare[] }) => (
  <DataTable
    caption={`Spend by ${header.toLowerCase()}`}
    columns={columnsFor(header)}
    rows={shares}
    rowKey={({ key, isSimulated }) => `${key}/${isSimulated}`}
    density="dense"
    hasRowKeys={false}
    empty={<p className="p-4 text-muted text-sm">Nothing in this period.</p>}
  />
);
