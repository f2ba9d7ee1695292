'use client';

import { Button, Dialog, Field, Input, toast } from '@switchyard/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useId, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';

interface SecretDialogProps {
  /** Of the secret to replace; empty for a new one. */
  readonly name: string;
  readonly onClose: () => void;
}

/** Stores a value under a name. It goes in and never comes out. */
export const SecretDialog = ({ name: given, onClose }: SecretDialogProps) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const formId = useId();
  const [name, setName] = useState(given);
  const [value, setValue] = useState('');
  const store = useMutation(
    api.secrets.set.mutationOptions({
      onSuccess: ({ isNew }) => {
        toast.done(isNew ? `${name} stored` : `${name} replaced`);
        void queries.invalidateQueries({ queryKey: api.secrets.pathKey() });
        onClose();
      },
    }),
  );
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    store.mutate({ name, value });
  };
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={given === '' ? 'New secret' : `Replace ${given}`}
      description="It is stored sealed and opened only where a step uses it. Nobody can read it here again."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={formId} isPending={store.isPending}>
            Store
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-4">
        {given === '' ? (
          <Field label="Name" hint="How steps refer to it, such as ERP_TOKEN." isRequired>
            {(control) => (
              <Input
                {...control}
                className="font-mono"
                required
                spellCheck={false}
                autoComplete="off"
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
        ) : null}
        <Field label="Value" isRequired error={store.error?.message}>
          {(control) => (
            <Input
              {...control}
              type="password"
              required
              spellCheck={false}
              autoComplete="off"
              value={value}
              onChange={(event) => setValue(event.target.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
};
