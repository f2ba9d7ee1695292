'use client';

import type { WhatIf, WhatIfChange, WhatIfNote, WhatIfReplayed, WhatIfSeen } from '@switchyard/application';
import { type Column, DataTable, Money, Section, Stat, StatRow } from '@switchyard/ui';
import type { ReactNode } from 'react';
import { ReceiptsBehind } from './receipts-behind.tsx';
import { whatIfAmounts as amountNames, goes, rowsOf, toRow } from './what-if-rows.ts';

type Quality = WhatIfChange['qualityBefore'];

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;
const sayQuality = (quality: Quality): string => {
  if (quality === null) return 'not known';
  const high = quality.high === null ? '' : `–${percent(quality.high)}`;
  return `${quality.high === null ? '≥ ' : ''}${percent(quality.low)}${high} of ${quality.cases}`;
};
const place = (residency: string): string => (residency === '' ? 'here, or not said' : residency);

const sayTask = (taskSlug: string): string => (taskSlug === '' ? 'calls without a task' : taskSlug);

type Replayed = readonly WhatIfReplayed[];

const columnsFor = (replayed: Replayed): readonly Column<WhatIfChange>[] => [
  { key: 'task', header: 'Task', cell: ({ taskSlug }) => sayTask(taskSlug), isHiddenOnPhone: true },
  {
    key: 'change',
    header: 'Would go',
    width: '28%',
    cell: ({ taskSlug, from, to }) => (
      <span className="whitespace-normal">
        <span className="block text-muted text-xs sm:hidden">{sayTask(taskSlug)}</span>
        <span className="wrap-anywhere font-mono text-xs">
          {from ?? 'nobody'} → {to ?? 'nobody'}
        </span>
      </span>
    ),
  },
  {
    key: 'receipts',
    header: 'Receipts',
    align: 'end',
    cell: ({ receipts, receiptIds, from, to }) => (
      <ReceiptsBehind title={goes({ from, to })} amountNames={amountNames} rows={rowsOf(replayed, receiptIds)}>
        {receipts.toLocaleString('en-US')}
      </ReceiptsBehind>
    ),
  },
  {
    key: 'cost',
    header: 'Cost change',
    align: 'end',
    cell: ({ beforeMicroUsd, afterMicroUsd, receiptIds, from, to }) => (
      <ReceiptsBehind title={goes({ from, to })} amountNames={amountNames} rows={rowsOf(replayed, receiptIds)}>
        <Money microUsd={afterMicroUsd - beforeMicroUsd} />
      </ReceiptsBehind>
    ),
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

const seenColumnsFor = (replayed: Replayed): readonly Column<WhatIfSeen>[] => [
  { key: 'supplier', header: 'Supplier', cell: ({ supplierSlug }) => supplierSlug },
  { key: 'class', header: 'Data', cell: ({ dataClass }) => dataClass },
  { key: 'place', header: 'Place', cell: ({ residency }) => place(residency), isHiddenOnPhone: true },
  {
    key: 'receipts',
    header: 'Would see first',
    align: 'end',
    cell: ({ supplierSlug, dataClass, before, after, receiptIds }) => (
      <ReceiptsBehind
        title={`${supplierSlug}, ${dataClass} data`}
        amountNames={amountNames}
        rows={rowsOf(replayed, receiptIds)}
      >
        {before} → {after}
      </ReceiptsBehind>
    ),
  },
];

const Notes = ({ notes, replayed }: { notes: readonly WhatIfNote[]; replayed: Replayed }) =>
  notes.length === 0 ? null : (
    <Section title="What could not be replayed as it was">
      <ul className="flex flex-col gap-2 text-sm">
        {notes.map(({ sentence, receipts, isReplayed, receiptIds }) => (
          <li key={sentence}>
            <ReceiptsBehind
              title={isReplayed ? 'Counted nevertheless' : 'Not counted'}
              amountNames={isReplayed ? amountNames : []}
              rows={rowsOf(replayed, receiptIds)}
            >
              {receipts.toLocaleString('en-US')} {receipts === 1 ? 'receipt' : 'receipts'}
            </ReceiptsBehind>
            {isReplayed ? ', counted nevertheless: ' : ', not counted: '}
            {sentence}
          </li>
        ))}
      </ul>
    </Section>
  );

interface StatBehindProps {
  readonly label: string;
  readonly rows: readonly ReturnType<typeof toRow>[];
  readonly children: ReactNode;
}

/** A total that opens the receipts it is of. */
const StatBehind = ({ label, rows, children }: StatBehindProps) => (
  <Stat
    label={label}
    value={
      <ReceiptsBehind title={label} amountNames={amountNames} rows={rows}>
        {children}
      </ReceiptsBehind>
    }
  />
);

const Totals = ({ total }: { total: Omit<WhatIf, 'nextCursor'> }) => {
  const all = total.replayed.map(toRow);
  const elsewhere = total.replayed.filter(({ from, to }) => from !== to).map(toRow);
  return (
    <StatRow>
      <StatBehind label="Receipts replayed" rows={all}>
        {total.looked.toLocaleString('en-US')}
      </StatBehind>
      <StatBehind label="Would go elsewhere" rows={elsewhere}>
        {(total.looked - total.unchanged).toLocaleString('en-US')}
      </StatBehind>
      <StatBehind label="Expected under the policy in force" rows={all}>
        <Money microUsd={total.beforeMicroUsd} />
      </StatBehind>
      <StatBehind label="Expected under the draft" rows={all}>
        <Money microUsd={total.afterMicroUsd} />
      </StatBehind>
    </StatRow>
  );
};

/** What a draft would change on past receipts: who is asked, cost, quality, who sees the data, and what could not be said. */
export const WhatIfResult = ({ total }: { total: Omit<WhatIf, 'nextCursor'> }) => {
  const { replayed } = total;
  return (
    <>
      <Totals total={total} />
      <Section
        title="What would change"
        description="Both on today's suppliers, prices, pins and evidence, with what escalation costs; only the policy differs. Suppliers are taken to be well."
      >
        <DataTable
          caption="Changes under the draft"
          columns={columnsFor(replayed)}
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
            columns={seenColumnsFor(replayed)}
            rows={total.seen}
            rowKey={({ supplierSlug, dataClass }) => `${supplierSlug}/${dataClass}`}
            hasRowKeys={false}
            empty={null}
          />
        </Section>
      ) : null}
      <Notes notes={total.notes} replayed={replayed} />
    </>
  );
};
