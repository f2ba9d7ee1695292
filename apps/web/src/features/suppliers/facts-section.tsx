'use client';

import type { SupplierSummary } from '@switchyard/application';
import {
  Badge,
  Button,
  Card,
  ErrorState,
  type FormValue,
  KeyValue,
  Money,
  SchemaForm,
  Section,
  SidePanel,
  toast,
} from '@switchyard/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Pencil } from 'lucide-react';
import { type SubmitEvent, useId, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { fromLimitForm, limitFields, sayLimits, toLimitForm } from './endpoint-fields.ts';
import { fromSupplierForm, supplierFields, toSupplierForm } from './supplier-fields.ts';
import { kindWords, takesKey } from './supplier-words.ts';

const EditPanel = ({ supplier, onClose }: { supplier: SupplierSummary; onClose: () => void }) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const formId = useId();
  const [value, setValue] = useState<FormValue>({ ...toSupplierForm(supplier), ...toLimitForm(supplier.limits) });
  const update = useMutation(
    api.suppliers.update.mutationOptions({
      onSuccess: () => {
        toast.done('Supplier saved');
        void queries.invalidateQueries({ queryKey: api.suppliers.pathKey() });
        onClose();
      },
    }),
  );
  const fields = [...supplierFields(supplier.kind), ...(takesKey(supplier) ? limitFields : [])];
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const changes = fromSupplierForm(supplier.kind, value, supplier.human?.roles);
    const limits = takesKey(supplier) ? { limits: fromLimitForm(value) } : {};
    update.mutate({ slug: supplier.slug, changes: { ...changes, ...limits } });
  };
  return (
    <SidePanel
      isOpen
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title={`Edit ${supplier.name}`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={formId} isPending={update.isPending}>
            Save
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-4">
        {update.error ? <ErrorState title={update.error.message} safe="Nothing was saved." /> : null}
        <SchemaForm fields={fields} value={value} onChange={setValue} />
      </form>
    </SidePanel>
  );
};

const factsOf = (supplier: SupplierSummary) => {
  const { human, kind } = supplier;
  const isRemote = kind !== 'rules' && kind !== 'human';
  return [
    { label: 'Kind', value: kindWords[kind] },
    { label: 'Data up to', value: <Badge>{supplier.dataClassMax}</Badge> },
    { label: 'Address', value: isRemote ? (supplier.baseUrl ?? 'the official one') : null },
    { label: 'Where', value: isRemote ? supplier.residency || 'not stated' : 'inside this installation' },
    { label: 'Limits', value: takesKey(supplier) ? sayLimits(supplier.limits) : null },
    { label: 'A minute costs', value: human ? <Money microUsd={human.microUsdPerMinute} /> : null },
    { label: 'A task takes', value: human ? `${human.minutesPerTask} min` : null },
  ];
};

/** What decides whether it may be asked. */
export const FactsSection = ({ supplier, canManage }: { supplier: SupplierSummary; canManage: boolean }) => {
  const [isEditing, setIsEditing] = useState(false);
  const edit = (
    <Button onClick={() => setIsEditing(true)}>
      <Pencil aria-hidden />
      Edit
    </Button>
  );
  return (
    <Section title="Facts" actions={canManage ? edit : null}>
      <Card>
        <KeyValue entries={factsOf(supplier)} />
      </Card>
      {isEditing ? <EditPanel supplier={supplier} onClose={() => setIsEditing(false)} /> : null}
    </Section>
  );
};
