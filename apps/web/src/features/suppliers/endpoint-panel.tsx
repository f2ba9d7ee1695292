'use client';

import type { EndpointSummary, SupplierSummary } from '@switchyard/application';
import {
  Button,
  ConfirmButton,
  ErrorState,
  type FormValue,
  SchemaForm,
  SidePanel,
  StatusBadge,
  toast,
} from '@switchyard/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useId, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { endpointFields, fromEndpointForm, keyOf, labelOf, orderOf, toEndpointForm } from './endpoint-fields.ts';

interface EndpointPanelProps {
  readonly supplier: SupplierSummary;
  /** Null for a new one. */
  readonly endpoint: EndpointSummary | null;
  readonly onClose: () => void;
}

const useEndpoint = ({ supplier, endpoint, onClose }: EndpointPanelProps) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const { slug } = supplier;
  const done = (title: string) => () => {
    toast.done(title);
    void queries.invalidateQueries({ queryKey: api.suppliers.pathKey() });
    onClose();
  };
  const add = useMutation(api.suppliers.addEndpoint.mutationOptions({ onSuccess: done('Added') }));
  const update = useMutation(api.suppliers.updateEndpoint.mutationOptions());
  const setKey = useMutation(api.suppliers.setEndpointKey.mutationOptions());
  const remove = useMutation(api.suppliers.removeEndpoint.mutationOptions({ onSuccess: done('Removed') }));
  const test = useMutation(api.suppliers.test.mutationOptions({ onError: ({ message }) => toast.failed(message) }));
  const change = async (value: FormValue, label: string, isMain: boolean) => {
    const key = keyOf(value);
    await update.mutateAsync({ slug, label, changes: isMain ? orderOf(value) : fromEndpointForm(value) });
    if (key !== null) await setKey.mutateAsync({ slug, label, key });
    done('Saved')();
  };
  return {
    save: (value: FormValue) => {
      if (endpoint) return void change(value, endpoint.label, endpoint.isMain).catch(() => undefined);
      add.mutate({ slug, endpoint: { label: labelOf(value), ...fromEndpointForm(value) }, key: keyOf(value) });
    },
    remove: () => endpoint && remove.mutate({ slug, label: endpoint.label }),
    test: () => endpoint && test.mutate({ slug, endpoint: endpoint.label }),
    isSaving: add.isPending || update.isPending || setKey.isPending,
    isRemoving: remove.isPending,
    isTesting: test.isPending,
    result: test.data,
    error: (add.error ?? update.error ?? setKey.error ?? remove.error)?.message,
  };
};

/** One key or region of a supplier: where it is, its key, its turn and its limits. */
export const EndpointPanel = (props: EndpointPanelProps) => {
  const { supplier, endpoint, onClose } = props;
  const formId = useId();
  const [value, setValue] = useState<FormValue>(toEndpointForm(endpoint, supplier.baseUrl, supplier.residency));
  const { save, remove, test, isSaving, isRemoving, isTesting, result, error } = useEndpoint(props);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save(value);
  };
  return (
    <SidePanel
      isOpen
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title={endpoint ? `${supplier.name}: ${endpoint.label}` : `Another key or region of ${supplier.name}`}
      description={endpoint?.isMain ? 'Its address and key are those of the supplier.' : undefined}
      footer={
        <>
          {endpoint && !endpoint.isMain ? (
            <ConfirmButton
              className="mr-auto"
              isPending={isRemoving}
              title={`Remove ${endpoint.label} of ${supplier.name}?`}
              description="Its key is deleted at once, and calls go to the other keys and regions from now on. It cannot be brought back."
              action="Remove it"
              onConfirm={remove}
            >
              Remove
            </ConfirmButton>
          ) : null}
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={formId} isPending={isSaving}>
            {endpoint ? 'Save' : 'Add'}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-4">
        {error ? <ErrorState title={error} safe="What was saved before stays." /> : null}
        {endpoint ? (
          <div role="status" className="flex flex-wrap items-center gap-3 text-sm">
            <Button isPending={isTesting} onClick={test}>
              Test connection
            </Button>
            {result ? (
              <>
                <StatusBadge status={result.isReachable ? 'completed' : 'failed'} look="plain">
                  {result.isReachable ? 'Reachable' : 'Not reachable'}
                </StatusBadge>
                <span className="min-w-0 text-muted">{result.message}</span>
              </>
            ) : null}
          </div>
        ) : null}
        <SchemaForm fields={endpointFields(endpoint)} value={value} onChange={setValue} />
      </form>
    </SidePanel>
  );
};
