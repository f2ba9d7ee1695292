'use client';

import type { ApiKeyView } from '@switchyard/application';
import type { ApiScope } from '@switchyard/domain';
import { Button, ErrorState, Field, Input, SidePanel, toast } from '@switchyard/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useId, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { ModelAccessFields, toKeyLimits, toModelAccess } from './model-access-fields.tsx';
import { RotateKey } from './rotate-key.tsx';
import { ScopeFields } from './scope-fields.tsx';

/** The day of an instant, in the viewer's zone, as a date field takes it. */
const dayOf = (iso: string | null): string => (iso === null ? '' : new Date(iso).toLocaleDateString('sv-SE'));

/** The end of that day, in the viewer's zone; the same instant where the day was not changed. */
const endOf = (day: string, before: string | null): string | null => {
  if (day === '') return null;
  return day === dayOf(before) ? before : new Date(`${day}T23:59:59`).toISOString();
};

interface EditKeyPanelProps {
  readonly apiKey: ApiKeyView;
  readonly onClose: () => void;
}

/** What a key is called, may do and may spend. Holds within a second, without a new secret. */
export const EditKeyPanel = ({ apiKey, onClose }: EditKeyPanelProps) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const formId = useId();
  const [name, setName] = useState(apiKey.name);
  const [scopes, setScopes] = useState<ApiScope[]>(apiKey.scopes);
  const [access, setAccess] = useState(toModelAccess(apiKey));
  const [endDay, setEndDay] = useState(dayOf(apiKey.expiresAt));
  const callsModels = scopes.includes('models:call');
  const update = useMutation(
    api.apiKeys.update.mutationOptions({
      onSuccess: () => {
        toast.done('Key saved', { description: 'It holds within a second, everywhere.' });
        void queries.invalidateQueries({ queryKey: api.apiKeys.pathKey() });
        onClose();
      },
    }),
  );
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const { microUsdPerDay, ...limits } = toKeyLimits(access);
    const budget = microUsdPerDay === apiKey.microUsdPerDay ? {} : { microUsdPerDay };
    const changes = {
      ...{ name, scopes, expiresAt: endOf(endDay, apiKey.expiresAt) },
      ...(callsModels ? { ...limits, ...budget } : {}),
    };
    update.mutate({ id: apiKey.id, revision: apiKey.revision, changes });
  };
  return (
    <SidePanel
      isOpen
      onOpenChange={onClose}
      title={`Edit ${apiKey.name}`}
      description="Its secret stays as it is."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            type="submit"
            form={formId}
            disabled={scopes.length === 0}
            isPending={update.isPending}
          >
            Save key
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-6">
        <form id={formId} onSubmit={submit} className="flex flex-col gap-5">
          {update.error ? <ErrorState title={update.error.message} safe="Nothing was saved." /> : null}
          <Field label="Name" isRequired>
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
          <Field label="Last day" hint="Empty: it does not expire.">
            {(control) => (
              <Input {...control} type="date" value={endDay} onChange={(event) => setEndDay(event.target.value)} />
            )}
          </Field>
        </form>
        <RotateKey apiKey={apiKey} />
      </div>
    </SidePanel>
  );
};
