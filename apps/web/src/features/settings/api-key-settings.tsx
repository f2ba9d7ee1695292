'use client';

import type { ApiKeyView } from '@switchyard/application';
import { Badge, Button, type Column, ConfirmDialog, EmptyState, RelativeTime, Section, toast } from '@switchyard/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { QueryTable } from '../../trpc/query-table.tsx';
import { CreateKeyPanel } from './create-key-panel.tsx';
import { EditKeyPanel } from './edit-key-panel.tsx';

const KeyState = ({ apiKey }: { apiKey: ApiKeyView }) => {
  if (apiKey.revokedAt) return <Badge tone="stopped">Revoked</Badge>;
  if (!apiKey.isLive) return <Badge tone="stopped">Expired</Badge>;
  return (
    <span className="text-muted">{apiKey.expiresAt ? <RelativeTime at={apiKey.expiresAt} /> : 'does not expire'}</span>
  );
};

const KeyScopes = ({ apiKey: { scopes, models, dataClass, callsPerMinute } }: { apiKey: ApiKeyView }) => (
  <span className="flex min-w-0 flex-col gap-0.5 text-muted">
    <span className="truncate" title={scopes.join(', ')}>
      {scopes.join(', ')}
    </span>
    {scopes.includes('models:call') ? (
      <span className="text-xs">
        {models.length === 0 ? 'every model' : models.join(', ')}; at least {dataClass}
        {callsPerMinute === null ? '' : `; ${callsPerMinute} calls a minute`}
      </span>
    ) : null}
  </span>
);

const columnsWith = (
  onEdit: (apiKey: ApiKeyView) => void,
  onRevoke: (apiKey: ApiKeyView) => void,
): readonly Column<ApiKeyView>[] => [
  {
    key: 'name',
    header: 'Name',
    cell: ({ name }) => <span className="font-medium text-ink">{name}</span>,
    width: '20%',
  },
  {
    key: 'prefix',
    header: 'Begins with',
    cell: ({ prefix }) => <code className="font-mono text-muted text-xs">{prefix}…</code>,
    isHiddenOnPhone: true,
  },
  {
    key: 'scopes',
    header: 'May',
    cell: (apiKey) => <KeyScopes apiKey={apiKey} />,
    isHiddenOnPhone: true,
  },
  {
    key: 'used',
    header: 'Last used',
    cell: ({ lastUsedAt }) => (
      <span className="text-muted">{lastUsedAt ? <RelativeTime at={lastUsedAt} /> : 'never'}</span>
    ),
    isHiddenOnPhone: true,
  },
  { key: 'state', header: 'Expires', cell: (apiKey) => <KeyState apiKey={apiKey} /> },
  {
    key: 'revoke',
    header: <span className="sr-only">Actions</span>,
    align: 'end',
    cell: (apiKey) =>
      apiKey.isLive ? (
        <span className="flex justify-end gap-2">
          <Button size="sm" onClick={() => onEdit(apiKey)}>
            Edit
          </Button>
          <Button size="sm" variant="danger" onClick={() => onRevoke(apiKey)}>
            Revoke
          </Button>
        </span>
      ) : null,
  },
];

/** Keys by which machines call the API. */
export const ApiKeySettings = ({ gatewayUrl }: { gatewayUrl: string }) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const [isCreating, setIsCreating] = useState(false);
  const [editing, setEditing] = useState<ApiKeyView | null>(null);
  const [revoking, setRevoking] = useState<ApiKeyView | null>(null);
  const keys = useQuery(api.apiKeys.list.queryOptions());
  const revoke = useMutation(
    api.apiKeys.revoke.mutationOptions({
      onSuccess: () => toast.done('Key revoked'),
      onError: ({ message }) => toast.failed(message),
      onSettled: () => {
        setRevoking(null);
        void queries.invalidateQueries({ queryKey: api.apiKeys.pathKey() });
      },
    }),
  );
  const create = (
    <Button variant="primary" onClick={() => setIsCreating(true)}>
      New key
    </Button>
  );
  return (
    <Section
      title="API keys"
      description={
        <>
          For machines that start runs, read records, or call models with the SDK they have.{' '}
          <a className="text-accent underline" href={`${gatewayUrl}/api/v1/docs`} target="_blank" rel="noreferrer">
            API documentation
          </a>
        </>
      }
      actions={create}
    >
      <QueryTable
        query={keys}
        unreadable="The keys cannot be read"
        caption="API keys"
        columns={columnsWith(setEditing, setRevoking)}
        rows={keys.data ?? []}
        rowKey={({ id }) => id}
        empty={
          <EmptyState
            icon={KeyRound}
            title="No keys yet"
            description="A key lets one system call the API, with no more than it needs."
          />
        }
      />
      {isCreating ? <CreateKeyPanel gatewayUrl={gatewayUrl} onClose={() => setIsCreating(false)} /> : null}
      {editing ? <EditKeyPanel key={editing.id} apiKey={editing} onClose={() => setEditing(null)} /> : null}
      {revoking ? (
        <ConfirmDialog
          title={`Revoke the key “${revoking.name}”?`}
          description="Whatever uses it is refused from its next request on. This cannot be undone; make a new key instead."
          action="Revoke key"
          isPending={revoke.isPending}
          onConfirm={() => revoke.mutate({ id: revoking.id })}
          onClose={() => setRevoking(null)}
        />
      ) : null}
    </Section>
  );
};
