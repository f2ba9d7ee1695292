'use client';

import type { Reconciliation as Reconciled, ReconciledLine } from '@switchyard/application';
import {
  Button,
  type Column,
  DataTable,
  Dialog,
  Field,
  Input,
  Link,
  Money,
  Section,
  Skeleton,
  Stat,
  StatRow,
  toast,
} from '@switchyard/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useId, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { ReadError } from '../../trpc/read-error.tsx';
import { NumberLink } from './number-link.tsx';
import { RemoveInvoiceButton } from './remove-invoice-button.tsx';
import { filterHref } from './spend-filter.ts';

interface CorrectionProps {
  readonly invoice: Reconciled;
  readonly line: ReconciledLine;
  readonly onClose: () => void;
}

const CorrectionDialog = ({ invoice, line, onClose }: CorrectionProps) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const formId = useId();
  const [reason, setReason] = useState('');
  const correct = useMutation(
    api.analysis.correctSpend.mutationOptions({
      onSuccess: () => {
        toast.done('Spend corrected');
        void queries.invalidateQueries({ queryKey: api.analysis.pathKey() });
        void queries.invalidateQueries({ queryKey: api.receipts.pathKey() });
        onClose();
      },
    }),
  );
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    correct.mutate({
      supplierSlug: invoice.supplierSlug,
      modelKey: line.model,
      day: line.day,
      amountMicroUsd: line.differenceMicroUsd,
      reason,
      invoiceId: invoice.invoiceId,
    });
  };
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={`Correct the spend of ${line.day}`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" isPending={correct.isPending}>
            Correct
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-4">
        <p className="text-sm">
          Adds <Money microUsd={line.differenceMicroUsd} /> for {invoice.supplierSlug}
          {line.model ? ` ${line.model}` : ''} to the ledger. Receipts stay as they are; the entry cannot be changed,
          only corrected by another.
        </p>
        <Field label="Reason" isRequired error={correct.error?.message}>
          {(control) => (
            <Input
              {...control}
              required
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
};

/** The entries of the ledger behind what is corrected. */
const correctionsOf = ({ invoiceId, supplierSlug }: Reconciled, correctedFrom: string, correctedTo: string): string =>
  filterHref('/spend/invoices', { invoice: invoiceId, correctedOf: supplierSlug, correctedFrom, correctedTo });

const columnsFor = (
  invoice: Reconciled,
  onCorrect: ((line: ReconciledLine) => void) | null,
): readonly Column<ReconciledLine>[] => [
  {
    key: 'day',
    header: 'Day',
    cell: ({ day, model }) => (
      <span className="flex min-w-0 flex-col">
        <span>{day}</span>
        <span className="truncate text-muted text-xs sm:hidden">{model ?? 'all models'}</span>
      </span>
    ),
  },
  { key: 'model', header: 'Model', cell: ({ model }) => model ?? 'all', isHiddenOnPhone: true },
  {
    key: 'invoiced',
    header: 'Invoiced',
    align: 'end',
    cell: ({ invoicedMicroUsd }) => <Money microUsd={invoicedMicroUsd} />,
  },
  {
    key: 'recorded',
    header: 'Receipts',
    align: 'end',
    cell: ({ day, model, recordedMicroUsd }) => (
      <Link
        href={filterHref('/receipts', {
          supplierSlug: invoice.supplierSlug,
          // A line of an invoice that tells models apart, without one, is of those who have none.
          modelKey: model ?? (invoice.lines.some((line) => line.model !== null) ? 'none' : null),
          from: day,
          to: day,
          isSimulated: false,
        })}
        className="underline decoration-line-strong underline-offset-2 hover:decoration-current"
      >
        <Money microUsd={recordedMicroUsd} />
      </Link>
    ),
    isHiddenOnPhone: true,
  },
  {
    key: 'corrected',
    header: 'Corrected',
    align: 'end',
    cell: ({ day, correctedMicroUsd }) => (
      <NumberLink href={correctionsOf(invoice, day, day)}>
        <Money microUsd={correctedMicroUsd} />
      </NumberLink>
    ),
    isHiddenOnPhone: true,
  },
  {
    key: 'difference',
    header: 'Difference',
    align: 'end',
    cell: (line) => (
      <span className="inline-flex items-center gap-2 max-sm:flex-col max-sm:items-end max-sm:gap-1 max-sm:py-1">
        <Money
          microUsd={line.differenceMicroUsd}
          className={line.differenceMicroUsd === 0 ? 'text-muted' : 'text-failed'}
        />
        {line.differenceMicroUsd !== 0 && onCorrect ? (
          <Button size="sm" onClick={() => onCorrect(line)} aria-label={`Correct ${line.day} ${line.model ?? ''}`}>
            Correct
          </Button>
        ) : null}
      </span>
    ),
  },
];

interface ReconciliationProps {
  readonly invoiceId: string;
  readonly mayManage: boolean;
  readonly onRemoved: () => void;
}

/** One invoice beside the receipts of its supplier and period. */
export const Reconciliation = ({ invoiceId, mayManage, onRemoved }: ReconciliationProps) => {
  const api = useTRPC();
  const [correcting, setCorrecting] = useState<ReconciledLine | null>(null);
  const query = useQuery(api.analysis.reconcile.queryOptions({ invoiceId }));
  const { data } = query;
  if (query.isLoadingError) return <ReadError query={query} title="The invoice cannot be read" />;
  if (!data) return <Skeleton className="h-40 w-full" />;
  const days = data.lines.map(({ day }) => day).sort();
  const [from = '', to = ''] = [days[0], days.at(-1)];
  return (
    <Section
      title={data.fileName}
      description={`By day and model, beside the receipts of ${data.supplierSlug}.`}
      actions={
        mayManage ? <RemoveInvoiceButton invoiceId={invoiceId} fileName={data.fileName} onRemoved={onRemoved} /> : null
      }
    >
      <StatRow>
        <Stat label="Invoiced" value={<Money microUsd={data.invoicedMicroUsd} />} />
        <Stat
          label="Receipts"
          value={
            <NumberLink
              href={filterHref('/receipts', { supplierSlug: data.supplierSlug, from, to, isSimulated: false })}
            >
              <Money microUsd={data.recordedMicroUsd} />
            </NumberLink>
          }
        />
        <Stat
          label="Corrections"
          value={
            <NumberLink href={correctionsOf(data, from, to)}>
              <Money microUsd={data.correctedMicroUsd} />
            </NumberLink>
          }
        />
        <Stat
          label="Difference"
          value={<Money microUsd={data.invoicedMicroUsd - data.recordedMicroUsd - data.correctedMicroUsd} />}
        />
      </StatRow>
      <DataTable
        caption="Invoice and receipts by day and model"
        columns={columnsFor(data, mayManage ? setCorrecting : null)}
        rows={data.lines}
        rowKey={({ day, model }) => `${day}/${model}`}
        density="dense"
        hasRowKeys={false}
      />
      {correcting ? <CorrectionDialog invoice={data} line={correcting} onClose={() => setCorrecting(null)} /> : null}
    </Section>
  );
};
