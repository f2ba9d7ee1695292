'use client';

import { type SupplierKind, supplierKindSchema } from '@switchyard/domain';
import { Button, ErrorState, type FormValue, SchemaForm, SidePanel, toast } from '@switchyard/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type SubmitEvent, useId, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { fromSupplierForm, kindField, slugOf, supplierFields } from './supplier-fields.ts';
import { takesKey } from './supplier-words.ts';

const nextStep = (kind: SupplierKind): string => {
  if (kind === 'classifier') return 'Next: train it on a task, under Tasks → Classifier.';
  return takesKey({ kind }) ? 'Next: its key and its models.' : 'It needs no key.';
};

interface AddSupplierPanelProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

/** Registers a supplier and goes to its page, where the key and the models are entered. */
export const AddSupplierPanel = ({ isOpen, onOpenChange }: AddSupplierPanelProps) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const formId = useId();
  const [value, setValue] = useState<FormValue>({ kind: 'openai-compatible', dataClassMax: 'internal' });
  const kind = supplierKindSchema.catch('openai-compatible').parse(value.kind);
  const create = useMutation(
    api.suppliers.create.mutationOptions({
      onSuccess: ({ slug }) => {
        toast.done('Supplier added', { description: nextStep(kind) });
        void queries.invalidateQueries({ queryKey: api.suppliers.pathKey() });
        router.push(`/suppliers/${slug}`);
      },
    }),
  );
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const spec = fromSupplierForm(kind, value, ['operator']);
    create.mutate({ ...spec, kind, slug: slugOf(spec.name) });
  };
  return (
    <SidePanel
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Add a supplier"
      description="Nothing is sent to it before you enter a key and a model."
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button variant="primary" type="submit" form={formId} isPending={create.isPending}>
            Add supplier
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-4">
        {create.error ? <ErrorState title={create.error.message} safe="Nothing was saved." /> : null}
        <SchemaForm fields={[kindField, ...supplierFields(kind)]} value={value} onChange={setValue} />
      </form>
    </SidePanel>
  );
};
