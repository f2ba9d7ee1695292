'use client';

import type { WhatIf, WhatIfChange, WhatIfNote, WhatIfSeen } from '@switchyard/application';
import { type Column, DataTable, Money, Section, Stat, StatRow } from '@switchyard/ui';
import { ReceiptLinks } from './receipt-links.tsx';

type Quality = WhatIfChange['qualityBefore'];

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;
const sayQuality = (quality: Quality): string => {
  if (quality === null) return 'not known';
  const high = quality.high === null ? '' : `–${percent(quality.high)}`;
  return `${quality.high === null ? '≥ ' : ''}${percent(quality.low)}${high} of ${quality.cases}`;
};
const place = (residency: string): string => (residency === '' ? 'here, or not said' : residency);

const columns: readonly Column<WhatIfChange>[] = [
  { key: 'task', header: 'Task', cell: ({ taskSlug }) => (taskSlug === '' ? 'calls without a task' : taskSlug) },
  {
    key: 'change',
    header: 'Would go',
    width: '28%',
    cell: ({ from, to }) => (
      <span className="wrap-anywhere whitespace-normal font-mono text-xs">
        {from ?? 'nobody'} → {to ?? 'nobody'}
      </span>
    ),
  },
  {
    key: 'receipts',
    header: 'Receipts',
    align: 'end',
    cell: ({ receipts, receiptIds }) => <ReceiptLinks count={receipts} ids={receiptIds} />,
  },
  {
    key: 'cost',
    header: 'Cost change',
    align: 'end',
    cell: ({ beforeMicroUsd, afterMicroUsd }) => <Money microUsd={afterMicroUsd - beforeMicroUsd} />,
  },
  {
    key: 'quality',
    header: 'Right in',
    width: '22%',
    cell: ({ qualityBefore, qualityAfter }) => (
      <span className="whitespace-normal tabular-nums">
        {sayQuality(qualityBefore)} → {sayQuality(qualityAfter)}
      </span>
    ),
    isHiddenOnPhone: true,
  },
  {
    key: 'place',
    header: 'Data goes to',
    cell: ({ residencyBefore, residencyAfter, dataClasses }) => (
      <span className="whitespace-normal">
        {residencyBefore === residencyAfter
          ? place(residencyAfter)
          : `${place(residencyBefore)} → ${place(residencyAfter)}`}
        , {dataClasses.join(', ')}
      </span>
    ),
    isHiddenOnPhone: true,
  },
];

const seenColumns: readonly Column<WhatIfSeen>[] = [
  { key: 'supplier', header: 'Supplier', cell: ({ supplierSlug }) => supplierSlug },
  { key: 'class', header: 'Data', cell: ({ dataClass }) => dataClass },
  { key: 'place', header: 'Place', cell: ({ residency }) => place(residency), isHiddenOnPhone: true },
  {
    key: 'receipts',
    header: 'Would see first',
    align: 'end',
    cell: ({ before, after, receiptIds }) => <ReceiptLinks count={`${before} → ${after}`} ids={receiptIds} />,
  },
];

const Notes = ({ notes }: { notes: readonly WhatIfNote[] }) =>
  notes.length === 0 ? null : (
    <Section title="What could not be replayed as it was">
      <ul className="flex flex-col gap-2 text-sm">
        {notes.map(({ sentence, receipts, isReplayed, receiptIds }) => (
          <li key={sentence}>
            <ReceiptLinks
              count={`${receipts.toLocaleString('en-US')} ${receipts === 1 ? 'receipt' : 'receipts'}`}
              ids={receiptIds}
            />
            {isReplayed ? ', counted nevertheless: ' : ', not counted: '}
            {sentence}
          </li>
        ))}
      </ul>
    </Section>
  );

/** What a draft would change on past receipts: who is asked, cost, quality, who sees the data, and what could not be said. */
export const WhatIfResult = ({ total }: { total: Omit<WhatIf, 'nextCursor'> }) => (
  <>
    <StatRow>
      <Stat label="Receipts replayed" value={total.looked.toLocaleString('en-US')} />
      <Stat label="Would go elsewhere" value={(total.looked - total.unchanged).toLocaleString('en-US')} />
      <Stat label="Expected under the policy in force" value={<Money microUsd={total.beforeMicroUsd} />} />
      <Stat label="Expected under the draft" value={<Money microUsd={total.afterMicroUsd} />} />
    </StatRow>
    <Section
      title="What would change"
      description="Both on today's suppliers, prices, pins and evidence, with what escalation costs; only the policy differs. Suppliers are taken to be well."
    >
      <DataTable
        caption="Changes under the draft"
        columns={columns}
        rows={total.changes}
        rowKey={({ taskSlug, from, to }) => `${taskSlug}/${from}/${to}`}
        hasRowKeys={false}
        empty={<p className="p-4 text-muted text-sm">Every receipt would have gone to the same candidate.</p>}
      />
    </Section>
    {total.seen.some(({ before, after }) => before !== after) ? (
      <Section
        title="Who would see what"
        description="By data class: whom the data goes to before any answer is judged."
      >
        <DataTable
          caption="Who would see what"
          columns={seenColumns}
          rows={total.seen}
          rowKey={({ supplierSlug, dataClass }) => `${supplierSlug}/${dataClass}`}
          hasRowKeys={false}
          empty={null}
        />
      </Section>
    ) : null}
    <Notes notes={total.notes} />
  </>
);
