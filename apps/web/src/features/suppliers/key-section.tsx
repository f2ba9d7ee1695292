'use client';

import type { SupplierSummary } from '@switchyard/application';
import { Button, Card, ConfirmButton, Dialog, Field, Input, Section, StatusBadge, toast } from '@switchyard/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, type SubmitEvent, useId, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';

const KeyState = ({ supplier }: { supplier: SupplierSummary }) => {
  const { keyLastFour, isSimulated } = supplier;
  if (keyLastFour !== null) {
    return (
      <StatusBadge status="completed" look="plain">
        {keyLastFour === '' ? 'A key is stored' : `Key ending in ${keyLastFour}`}
      </StatusBadge>
    );
  }
  if (isSimulated) return <StatusBadge status="simulated">Simulated: no key yet</StatusBadge>;
  return (
    <StatusBadge status={supplier.hasKey ? 'completed' : 'warning'} look="plain">
      {supplier.hasKey ? 'Needs no key' : 'No key'}
    </StatusBadge>
  );
};

interface KeySectionProps {
  readonly supplier: SupplierSummary;
  readonly canManage: boolean;
  readonly actions: ReactNode;
}

/** The key goes in and never comes out: stored sealed, shown by its last four characters. */
export const KeySection = ({ supplier, canManage, actions }: KeySectionProps) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const formId = useId();
  const [key, setKey] = useState<string | null>(null);
  const { slug, name, keyLastFour } = supplier;
  const refresh = () => void queries.invalidateQueries({ queryKey: api.suppliers.pathKey() });
  const done = (title: string) => () => {
    setKey(null);
    toast.done(title);
    refresh();
  };
  const store = useMutation(api.suppliers.setKey.mutationOptions({ onSuccess: done('Key stored') }));
  const remove = useMutation(
    api.suppliers.removeKey.mutationOptions({
      onSuccess: done('Key removed'),
      onError: ({ message }) => toast.failed(message),
    }),
  );
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    store.mutate({ slug, key: key ?? '' });
  };
  return (
    <Section title="Key" description="Stored sealed, opened only for a call, never shown again." actions={actions}>
      <Card className="flex flex-wrap items-center justify-between gap-3">
        <KeyState supplier={supplier} />
        {canManage ? (
          <div className="flex gap-2">
            {keyLastFour === null ? null : (
              <ConfirmButton
                isPending={remove.isPending}
                title={`Remove the key of ${name}?`}
                description="It is deleted at once, and this supplier cannot be asked before another one is entered."
                action="Remove key"
                onConfirm={() => remove.mutate({ slug })}
              >
                Remove key
              </ConfirmButton>
            )}
            <Button onClick={() => setKey('')}>{keyLastFour === null ? 'Enter key' : 'Replace key'}</Button>
          </div>
        ) : null}
      </Card>
      <Dialog
        isOpen={key !== null}
        onOpenChange={(isOpen) => setKey(isOpen ? '' : null)}
        title={`Key for ${name}`}
        description="From the next step on, this supplier is asked with this key. Processes stay as they are."
        footer={
          <>
            <Button onClick={() => setKey(null)}>Cancel</Button>
            <Button variant="primary" type="submit" form={formId} isPending={store.isPending}>
              Store key
            </Button>
          </>
        }
      >
        <form id={formId} onSubmit={submit}>
          <Field label="Key" isRequired error={store.error?.message}>
            {(control) => (
              <Input
                {...control}
                type="password"
                autoComplete="off"
                spellCheck={false}
                value={key ?? ''}
                onChange={(event) => setKey(event.target.value)}
              />
            )}
          </Field>
        </form>
      </Dialog>
    </Section>
  );
};
