'use client';

import type { SupplierSummary } from '@switchyard/application';
import { Button, Card, ErrorState, type FormValue, SchemaForm, Section, SidePanel, toast } from '@switchyard/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Gauge } from 'lucide-react';
import { type SubmitEvent, useId, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { fromLimitForm, limitFields, sayLimits, toLimitForm } from './endpoint-fields.ts';

const LimitsPanel = ({ supplier, onClose }: { supplier: SupplierSummary; onClose: () => void }) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const formId = useId();
  const [value, setValue] = useState<FormValue>(toLimitForm(supplier.limits));
  const update = useMutation(
    api.suppliers.update.mutationOptions({
      onSuccess: () => {
        toast.done('Limits saved', { description: 'They hold within a second, everywhere.' });
        void queries.invalidateQueries({ queryKey: api.suppliers.pathKey() });
        onClose();
      },
    }),
  );
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    update.mutate({ slug: supplier.slug, changes: { limits: fromLimitForm(value) } });
  };
  return (
    <SidePanel
      isOpen
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title={`Limits of ${supplier.name}`}
      description="Where they are reached, a step waits or the next candidate is asked, as the policy says; the gateway waits a moment and then says when to come back."
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
        <SchemaForm fields={limitFields} value={value} onChange={setValue} />
      </form>
    </SidePanel>
  );
};

/** How much may be asked of a supplier in all, whichever its key or region. */
export const LimitsSection = ({ supplier, canManage }: { supplier: SupplierSummary; canManage: boolean }) => {
  const [isEditing, setIsEditing] = useState(false);
  const edit = (
    <Button onClick={() => setIsEditing(true)}>
      <Gauge aria-hidden />
      Set limits
    </Button>
  );
  const said = sayLimits(supplier.limits);
  return (
    <Section
      title="Limits"
      description="Of its calls in all, shared by every worker and gateway."
      actions={canManage ? edit : null}
    >
      <Card>
        <span className="text-sm">{said.charAt(0).toUpperCase() + said.slice(1)}</span>
      </Card>
      {isEditing ? <LimitsPanel supplier={supplier} onClose={() => setIsEditing(false)} /> : null}
    </Section>
  );
};
