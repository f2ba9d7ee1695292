'use client';

import { Button, Field, Select, SidePanel } from '@switchyard/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useId, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { newKey } from '../../trpc/new-key.ts';
import { OneTimeSecret } from '../people/one-time-secret.tsx';
import { callsModels, type KeyDraft, KeyFields } from './key-fields.tsx';
import { noModelAccess, toKeyLimits } from './model-access-fields.tsx';
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
  const [draft, setDraft] = useState<KeyDraft>({
    name: '',
    scopes: ['runs:start', 'runs:read'],
    access: noModelAccess,
  });
  const [expiresIn, setExpiresIn] = useState('365');
  const isForModels = callsModels(draft);
  // One key per filled-in form, also when an answer is lost on the way and the form is sent again.
  const [id, setId] = useState(newKey);
  const create = useMutation(
    api.apiKeys.create.mutationOptions({
      onError: (refusal) => (refusal.data && refusal.data.code !== 'CONFLICT' ? setId(newKey()) : undefined),
      onSettled: () => void queries.invalidateQueries({ queryKey: api.apiKeys.pathKey() }),
    }),
  );
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const expiresInDays = expiresIn === '' ? null : Number(expiresIn);
    const { name, scopes, access } = draft;
    create.mutate({ id, name, scopes: [...scopes], expiresInDays, ...(isForModels ? toKeyLimits(access) : {}) });
  };
  const done = (
    <Button variant="primary" onClick={onClose}>
      Done
    </Button>
  );
  const form = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button
        variant="primary"
        type="submit"
        form={formId}
        disabled={draft.scopes.length === 0}
        isPending={create.isPending}
      >
        Create key
      </Button>
    </>
  );
  return (
    <SidePanel
      isOpen
      onOpenChange={onClose}
      title={create.data ? `Key for ${draft.name}` : 'New API key'}
      footer={create.data ? done : form}
      width={create.data && isForModels ? 'lg' : 'md'}
    >
      {create.data ? (
        <div className="flex flex-col gap-6">
          <OneTimeSecret title="API key" value={create.data.key} advice="Copy it to where it is used." />
          {isForModels ? <SdkSnippets gatewayUrl={gatewayUrl} apiKey={create.data.key} /> : null}
        </div>
      ) : (
        <form id={formId} onSubmit={submit} className="flex flex-col gap-5">
          <KeyFields value={draft} onChange={setDraft} error={create.error?.message} />
          <Field label="Expires" isRequired>
            {(control) => <Select {...control} options={expiries} value={expiresIn} onChange={setExpiresIn} />}
          </Field>
        </form>
      )}
    </SidePanel>
  );
};
