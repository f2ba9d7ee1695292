'use client';

import type { InvoiceSummary } from '@switchyard/application';
import { Button, type Column, EmptyState, Money, RelativeTime } from '@switchyard/ui';
import { useInfiniteQuery } from '@tanstack/react-query';
import { FileText } from 'lucide-react';
import { parseAsString, useQueryState } from 'nuqs';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { QueryTable } from '../../trpc/query-table.tsx';
import { InvoiceImport } from './invoice-import.tsx';
import { Reconciliation } from './reconciliation.tsx';
import { SectionPage } from './section-page.tsx';
import { SpendCorrections } from './spend-corrections.tsx';

const columns: readonly Column<InvoiceSummary>[] = [
  { key: 'file', header: 'Invoice', cell: ({ fileName }) => fileName },
  { key: 'supplier', header: 'Supplier', cell: ({ supplierSlug }) => supplierSlug },
  {
    key: 'period',
    header: 'Period',
    cell: ({ from, to }) => (from === to ? from : `${from} – ${to}`),
    isHiddenOnPhone: true,
  },
  { key: 'amount', header: 'Amount', align: 'end', cell: ({ amountMicroUsd }) => <Money microUsd={amountMicroUsd} /> },
  {
    key: 'at',
    header: 'Imported',
    align: 'end',
    cell: ({ createdAt }) => <RelativeTime at={createdAt} className="text-muted" />,
    isHiddenOnPhone: true,
  },
];

/** Invoices of suppliers beside what the receipts say. */
export const InvoicesPage = ({ mayManage }: { mayManage: boolean }) => {
  const api = useTRPC();
  const [chosen, setChosen] = useQueryState('invoice', parseAsString.withOptions({ history: 'push' }));
  const [isImporting, setIsImporting] = useState(false);
  const invoices = useInfiniteQuery(
    api.analysis.invoices.infiniteQueryOptions({}, { getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined }),
  );
  return (
    <SectionPage
      title="Invoices"
      description="A supplier's invoice beside what the receipts say, by day and model. What differs becomes a correction that shows in the spend."
      actions={
        mayManage ? (
          <Button variant="primary" onClick={() => setIsImporting(true)}>
            Import invoice
          </Button>
        ) : null
      }
    >
      {isImporting ? (
        <InvoiceImport
          onClose={() => setIsImporting(false)}
          onDone={(id) => {
            setIsImporting(false);
            void setChosen(id);
          }}
        />
      ) : null}
      <QueryTable
        query={invoices}
        unreadable="The invoices cannot be read"
        caption="Invoices, newest first"
        columns={columns}
        rows={invoices.data?.pages.flatMap(({ items }) => items) ?? []}
        rowKey={({ id }) => id}
        onOpen={({ id }) => void setChosen(id)}
        selectedKey={chosen ?? undefined}
        empty={
          <EmptyState
            icon={FileText}
            title="No invoices yet"
            description="Import the CSV that a supplier offers under usage or billing, with one line a day and model."
          />
        }
      />
      {chosen ? (
        <Reconciliation invoiceId={chosen} mayManage={mayManage} onRemoved={() => void setChosen(null)} />
      ) : null}
      <SpendCorrections />
    </SectionPage>
  );
};
