'use client';

import { Button, ErrorState, Field, Input, Select, toast } from '@switchyard/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { guessColumns } from './guess-columns.ts';

interface ReadFile {
  readonly name: string;
  readonly csv: string;
  readonly columns: readonly string[];
}

const noModel = '';

interface InvoiceImportProps {
  readonly onClose: () => void;
  readonly onDone: (invoiceId: string) => void;
}

/** Chooses a file and says which of its columns are day, model and amount. */
export const InvoiceImport = ({ onClose, onDone }: InvoiceImportProps) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const [file, setFile] = useState<ReadFile | null>(null);
  const [supplierSlug, setSupplierSlug] = useState('');
  const [day, setDay] = useState('');
  const [model, setModel] = useState(noModel);
  const [amount, setAmount] = useState('');
  const suppliers = useQuery(api.suppliers.list.queryOptions());
  const imported = useMutation(
    api.analysis.importInvoice.mutationOptions({
      onSuccess: ({ invoiceId, lines, isKnown }) => {
        const known = { description: 'The same days, models and amounts of this supplier. Nothing was added.' };
        if (isKnown) toast.done('This invoice was imported before', known);
        else toast.done(`${lines} lines imported`);
        void queries.invalidateQueries({ queryKey: api.analysis.pathKey() });
        onDone(invoiceId);
      },
    }),
  );
  const read = async (chosen: File | undefined) => {
    if (!chosen) return;
    const csv = await chosen.text();
    const { columns, ...guessed } = guessColumns(csv);
    setFile({ name: chosen.name, csv, columns });
    setDay(guessed.day);
    setModel(guessed.model);
    setAmount(guessed.amount);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!file) return;
    const columns = { day, model: model === noModel ? null : model, amount };
    imported.mutate({ supplierSlug, fileName: file.name, csv: file.csv, columns });
  };
  const columnOptions = (file?.columns ?? []).map((column) => ({ value: column, label: column }));
  return (
    <form
      onSubmit={submit}
      aria-label="Import an invoice"
      className="grid max-w-3xl gap-4 rounded-md border border-line bg-surface p-4 sm:grid-cols-2"
    >
      <Field label="Supplier" isRequired>
        {(control) => (
          <Select
            {...control}
            options={(suppliers.data?.items ?? []).map(({ slug, name }) => ({ value: slug, label: name }))}
            value={supplierSlug}
            onChange={setSupplierSlug}
          />
        )}
      </Field>
      <Field
        label="File"
        hint="CSV with the names of its columns in the first line."
        error={file?.csv.trim() === '' ? `${file.name} is empty.` : undefined}
        isRequired
      >
        {(control) => (
          <Input
            {...control}
            type="file"
            accept=".csv,text/csv"
            required
            className="h-auto py-1.5"
            onChange={(event) => void read(event.target.files?.[0])}
          />
        )}
      </Field>
      {file ? (
        <>
          <Field label="Column of the day" hint="As 2026-11-03." isRequired>
            {(control) => <Select {...control} options={columnOptions} value={day} onChange={setDay} />}
          </Field>
          <Field label="Column of the model">
            {(control) => (
              <Select
                {...control}
                options={[{ value: noModel, label: 'The invoice does not tell models apart' }, ...columnOptions]}
                value={model}
                onChange={setModel}
              />
            )}
          </Field>
          <Field label="Column of the amount" hint="In US dollars, as 1234.50." isRequired>
            {(control) => <Select {...control} options={columnOptions} value={amount} onChange={setAmount} />}
          </Field>
        </>
      ) : null}
      {imported.error ? (
        <div className="sm:col-span-2">
          <ErrorState title={imported.error.message} safe="Nothing was imported." />
        </div>
      ) : null}
      <div className="flex gap-2 sm:col-span-2">
        <Button
          type="submit"
          variant="primary"
          isPending={imported.isPending}
          disabled={!file || supplierSlug === '' || day === '' || amount === ''}
        >
          Import
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </div>
    </form>
  );
};
