'use client';

import { type ApiScope, apiScopes } from '@switchyard/domain';
import { Button, Checkbox, Field, Input, Select, SidePanel } from '@switchyard/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useId, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { OneTimeSecret } from '../people/one-time-secret.tsx';
import { scopeWords } from './scope-words.ts';

const expiries = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'One year' },
  { value: '', label: 'Never' },
];

/** Makes a key for one machine, with no more than it needs, and shows it once. */
export const CreateKeyPanel = ({ onClose }: { onClose: () => void }) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const formId = useId();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<ApiScope[]>(['runs:start', 'runs:read']);
  const [expiresIn, setExpiresIn] = useState('365');
  const create = useMutation(
    api.apiKeys.create.mutationOptions({
      onSuccess: () => void queries.invalidateQueries({ queryKey: api.apiKeys.pathKey() }),
    }),
  );
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    create.mutate({ name, scopes, expiresInDays: expiresIn === '' ? null : Number(expiresIn) });
  };
  const done = (
    <Button variant="primary" onClick={onClose}>
      Done
    </Button>
  );
  const form = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button variant="primary" type="submit" form={formId} disabled={scopes.length === 0} isPending={create.isPending}>
        Create key
      </Button>
    </>
  );
  return (
    <SidePanel
      isOpen
      onOpenChange={onClose}
      title={create.data ? `Key for ${name}` : 'New API key'}
      footer={create.data ? done : form}
    >
      {create.data ? (
        <OneTimeSecret title="API key" value={create.data.key} advice="Copy it to where it is used." />
      ) : (
        <form id={formId} onSubmit={submit} className="flex flex-col gap-5">
          <Field
            label="Name"
            hint="After what will use it: “ERP”, “nightly import”."
            isRequired
            error={create.error?.message}
          >
            {(control) => (
              <Input
                {...control}
                required
                maxLength={120}
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          <fieldset className="flex flex-col gap-3">
            <legend className="mb-2 font-medium text-ink text-sm">What it may do</legend>
            {apiScopes.map((scope) => (
              <Checkbox
                key={scope}
                checked={scopes.includes(scope)}
                onChange={(isChecked) =>
                  setScopes(apiScopes.filter((each) => (each === scope ? isChecked : scopes.includes(each))))
                }
                label={scopeWords[scope]}
                hint={<code className="font-mono">{scope}</code>}
              />
            ))}
          </fieldset>
          <Field label="Expires" isRequired>
            {(control) => <Select {...control} options={expiries} value={expiresIn} onChange={setExpiresIn} />}
          </Field>
        </form>
      )}
    </SidePanel>
  );
};
