'use client';

import type { SecretView } from '@switchyard/application';
import { Button, type Column, ConfirmDialog, EmptyState, RelativeTime, Section, toast } from '@switchyard/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { LockKeyhole } from 'lucide-react';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { QueryTable } from '../../trpc/query-table.tsx';
import { SecretDialog } from './secret-dialog.tsx';

const columnsWith = (
  onReplace: (secret: SecretView) => void,
  onRemove: (secret: SecretView) => void,
): readonly Column<SecretView>[] => [
  {
    key: 'name',
    header: 'Name',
    cell: ({ name }) => <code className="font-mono text-ink text-xs">{name}</code>,
    width: '36%',
  },
  {
    key: 'lastFour',
    header: 'Ends in',
    cell: ({ lastFour }) => (
      <code className="font-mono text-muted text-xs">{lastFour === '' ? 'hidden' : `…${lastFour}`}</code>
    ),
    isHiddenOnPhone: true,
  },
  {
    key: 'updated',
    header: 'Changed',
    cell: ({ updatedAt }) => (
      <span className="text-muted">
        <RelativeTime at={updatedAt} />
      </span>
    ),
  },
  {
    key: 'actions',
    header: <span className="sr-only">Actions</span>,
    align: 'end',
    cell: (secret) => (
      <span className="inline-flex gap-2">
        <Button size="sm" onClick={() => onReplace(secret)}>
          Replace
        </Button>
        <Button size="sm" variant="danger" onClick={() => onRemove(secret)}>
          Remove
        </Button>
      </span>
    ),
  },
];

/** Values that HTTP steps send and nobody reads: names, last four characters, when they changed. */
export const SecretSettings = () => {
  const api = useTRPC();
  const queries = useQueryClient();
  const [editing, setEditing] = useState<string | null>(null);
  const [removing, setRemoving] = useState<SecretView | null>(null);
  const secrets = useQuery(api.secrets.list.queryOptions());
  const remove = useMutation(
    api.secrets.remove.mutationOptions({
      onSuccess: (_removed, { name }) => toast.done(`${name} removed`),
      onError: ({ message }) => toast.failed(message),
      onSettled: () => {
        setRemoving(null);
        void queries.invalidateQueries({ queryKey: api.secrets.pathKey() });
      },
    }),
  );
  return (
    <Section
      title="Secrets"
      description="Credentials that HTTP steps use by name. Keys of suppliers and sources are kept with them."
      actions={
        <Button variant="primary" onClick={() => setEditing('')}>
          New secret
        </Button>
      }
    >
      <QueryTable
        query={secrets}
        unreadable="The secrets cannot be read"
        caption="Secrets"
        columns={columnsWith(({ name }) => setEditing(name), setRemoving)}
        rows={secrets.data ?? []}
        rowKey={({ id }) => id}
        empty={
          <EmptyState
            icon={LockKeyhole}
            title="No secrets yet"
            description="Store a token here, and name it in an HTTP step."
          />
        }
      />
      {editing === null ? null : <SecretDialog name={editing} onClose={() => setEditing(null)} />}
      {removing ? (
        <ConfirmDialog
          title={`Remove ${removing.name}?`}
          description="Steps that name it fail from now on. The value cannot be brought back."
          action="Remove secret"
          isPending={remove.isPending}
          onConfirm={() => remove.mutate({ name: removing.name })}
          onClose={() => setRemoving(null)}
        />
      ) : null}
    </Section>
  );
};
