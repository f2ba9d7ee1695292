'use client';

import type { ApiKeyView } from '@switchyard/application';
import { Button, Field, Input, SidePanel, toast } from '@switchyard/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useId, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { callsModels, type KeyDraft, KeyFields } from './key-fields.tsx';
import { toKeyLimits, toModelAccess } from './model-access-fields.tsx';
import { RotateKey } from './rotate-key.tsx';

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
  const [draft, setDraft] = useState<KeyDraft>({
    name: apiKey.name,
    scopes: apiKey.scopes,
    access: toModelAccess(apiKey),
  });
  const [endDay, setEndDay] = useState(dayOf(apiKey.expiresAt));
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
    const { name, scopes, access } = draft;
    const { microUsdPerDay, ...limits } = toKeyLimits(access);
    const budget = microUsdPerDay === apiKey.microUsdPerDay ? {} : { microUsdPerDay };
    const changes = {
      ...{ name, scopes: [...scopes], expiresAt: endOf(endDay, apiKey.expiresAt) },
      ...(callsModels(draft) ? { ...limits, ...budget } : {}),
    };
    update.mutate({ id: apiKey.id, revision: apiKey.revision, changes });
  };
  return (
    <SidePanel
      isOpen
      onOpenChange={onClose}
      title={`Edit ${apiKey.name}`}
      description="Its secret stays, unless you give it a new one below."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            type="submit"
            form={formId}
            disabled={draft.scopes.length === 0}
            isPending={update.isPending}
          >
            Save key
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-6">
        <form id={formId} onSubmit={submit} className="flex flex-col gap-5">
          <KeyFields value={draft} onChange={setDraft} error={update.error?.message} />
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
