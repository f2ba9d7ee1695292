'use client';

import type { ApiScope } from '@switchyard/domain';
import { Button, Field, Input, Select, SidePanel } from '@switchyard/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useId, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { OneTimeSecret } from '../people/one-time-secret.tsx';
import { ModelAccessFields, noModelAccess, toKeyLimits } from './model-access-fields.tsx';
import { ScopeFields } from './scope-fields.tsx';
import { SdkSnippets } from './sdk-snippets.tsx';

const expiries = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'One year' },
  { value: '', label: 'Never' },
];

interface CreateKeyPanelProps {
  readonly gatewayUrl: string;
  readonly onClose: () => void;
}

/** Makes a key for one machine, with no more than it needs, and shows it once. */
export const CreateKeyPanel = ({ gatewayUrl, onClose }: CreateKeyPanelProps) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const formId = useId();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<ApiScope[]>(['runs:start', 'runs:read']);
  const [expiresIn, setExpiresIn] = useState('365');
  const [access, setAccess] = useState(noModelAccess);
  const callsModels = scopes.includes('models:call');
  const create = useMutation(
    api.apiKeys.create.mutationOptions({
      onSuccess: () => void queries.invalidateQueries({ queryKey: api.apiKeys.pathKey() }),
    }),
  );
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const expiresInDays = expiresIn === '' ? null : Number(expiresIn);
    create.mutate({ name, scopes, expiresInDays, ...(callsModels ? toKeyLimits(access) : {}) });
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
      width={create.data && callsModels ? 'lg' : 'md'}
    >
      {create.data ? (
        <div className="flex flex-col gap-6">
          <OneTimeSecret title="API key" value={create.data.key} advice="Copy it to where it is used." />
          {callsModels ? <SdkSnippets gatewayUrl={gatewayUrl} apiKey={create.data.key} /> : null}
        </div>
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
          <ScopeFields value={scopes} onChange={setScopes} />
          {callsModels ? <ModelAccessFields value={access} onChange={setAccess} /> : null}
          <Field label="Expires" isRequired>
            {(control) => <Select {...control} options={expiries} value={expiresIn} onChange={setExpiresIn} />}
          </Field>
        </form>
      )}
    </SidePanel>
  );
};
