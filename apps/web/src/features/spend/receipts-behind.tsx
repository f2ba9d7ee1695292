'use client';

import { type Column, DataTable, Link, Money, SidePanel, shortenId } from '@switchyard/ui';
import { type ReactNode, useState } from 'react';
import { createPortal } from 'react-dom';

/** One receipt with what it adds to the number. */
export interface BehindRow {
  readonly receiptId: string;
  readonly note?: string;
  /** In the order of the amounts' names. */
  readonly amounts: readonly number[];
}

interface ReceiptsBehindProps {
  /** The number itself. */
  readonly children: ReactNode;
  readonly title: string;
  /** What is added up, one column each, in micro-dollars. */
  readonly amountNames: readonly string[];
  readonly rows: readonly BehindRow[];
}

const columnsFor = (amountNames: readonly string[]): readonly Column<BehindRow>[] => [
  {
    key: 'receipt',
    header: 'Receipt',
    cell: ({ receiptId, note }) => (
      <span className="flex min-w-0 flex-col">
        <Link href={`/receipts/${receiptId}`} className="font-mono text-accent text-xs hover:underline">
          {shortenId(receiptId)}
        </Link>
        {note ? (
          <span className="truncate text-muted text-xs" title={note}>
            {note}
          </span>
        ) : null}
      </span>
    ),
  },
  ...amountNames.map(
    (name, at): Column<BehindRow> => ({
      key: name,
      header: name,
      align: 'end',
      cell: ({ amounts }) => <Money microUsd={amounts[at] ?? 0} />,
    }),
  ),
];

/** A number that opens the receipts it is made of, each with its part, and what they add up to. */
export const ReceiptsBehind = ({ children, ...panel }: ReceiptsBehindProps) => {
  const [isOpen, setIsOpen] = useState(false);
  if (panel.rows.length === 0) return <span className="tabular-nums">{children}</span>;
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        onClick={() => setIsOpen(true)}
        className="tabular-nums underline decoration-line-strong underline-offset-2 hover:decoration-current"
      >
        {children}
      </button>
      {/* Elsewhere in the document: a number stands within sentences and cells, where no panel may. */}
      {isOpen ? createPortal(<Panel {...panel} onClose={() => setIsOpen(false)} />, document.body) : null}
    </>
  );
};

interface PanelProps extends Omit<ReceiptsBehindProps, 'children'> {
  readonly onClose: () => void;
}

const Panel = ({ title, amountNames, rows, onClose }: PanelProps) => (
  <SidePanel
    isOpen
    onOpenChange={onClose}
    title={title}
    description={`${rows.length.toLocaleString('en-US')} ${rows.length === 1 ? 'receipt' : 'receipts'}, newest first.`}
    width="lg"
    footer={
      <dl className="flex flex-wrap gap-x-6 gap-y-1 text-sm">
        {amountNames.map((name, at) => (
          <div key={name} className="flex gap-2">
            <dt className="text-muted">{name}</dt>
            <dd>
              <Money microUsd={rows.reduce((sum, { amounts }) => sum + (amounts[at] ?? 0), 0)} />
            </dd>
          </div>
        ))}
      </dl>
    }
  >
    <div className="[--table-top:0px]">
      <DataTable
        caption={title}
        columns={columnsFor(amountNames)}
        rows={rows}
        rowKey={({ receiptId }) => receiptId}
        hasRowKeys={false}
      />
    </div>
  </SidePanel>
);
