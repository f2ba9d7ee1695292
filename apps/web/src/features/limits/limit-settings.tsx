'use client';

import type { LimitView } from '@switchyard/application';
import { Button, type Column, ConfirmDialog, EmptyState, Section, toast } from '@switchyard/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Gauge } from 'lucide-react';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { QueryTable } from '../../trpc/query-table.tsx';
import { LimitDialog } from './limit-dialog.tsx';
import { nameLimit, sayRate } from './limit-words.ts';

const facts: readonly Column<LimitView>[] = [
  { key: 'of', header: 'Limits', cell: (limit) => nameLimit(limit), width: '32%' },
  {
    key: 'used',
    header: 'Under way',
    cell: ({ used, stepsMax }) => (
      <span className="tabular-nums">{stepsMax === null ? used : `${used} of ${stepsMax}`}</span>
    ),
  },
  {
    key: 'rate',
    header: 'May begin',
    cell: ({ rate }) => <span className="text-muted tabular-nums">{rate ? sayRate(rate) : 'any number'}</span>,
    isHiddenOnPhone: true,
  },
  {
    key: 'waiting',
    header: 'Waiting',
    align: 'end',
    cell: ({ waiting }) => <span className="tabular-nums">{waiting >= 1000 ? '1000 or more' : waiting}</span>,
  },
];

const actions = (onEdit: (limit: LimitView) => void, onRemove: (limit: LimitView) => void): Column<LimitView> => ({
  key: 'actions',
  header: <span className="sr-only">Actions</span>,
  align: 'end',
  cell: (limit) => (
    <span className="inline-flex gap-2">
      <Button size="sm" onClick={() => onEdit(limit)}>
        Change
      </Button>
      <Button size="sm" variant="danger" onClick={() => onRemove(limit)}>
        Remove
      </Button>
    </span>
  ),
});

const refreshMs = 5000;

/** How much may be under way at once, or begin in a time, and what waits for that now. */
export const LimitSettings = ({ canManage }: { canManage: boolean }) => {
  const api = useTRPC();
  const [editing, setEditing] = useState<LimitView | 'new' | null>(null);
  const [removing, setRemoving] = useState<LimitView | null>(null);
  const limits = useQuery(api.limits.list.queryOptions(undefined, { refetchInterval: refreshMs }));
  return (
    <Section
      title="Limits"
      description="How many steps may be under way at once, or begin in a time. What is over a limit waits its turn."
      actions={
        canManage ? (
          <Button variant="primary" onClick={() => setEditing('new')}>
            New limit
          </Button>
        ) : null
      }
    >
      <QueryTable
        query={limits}
        unreadable="The limits cannot be read"
        caption="Limits"
        columns={canManage ? [...facts, actions(setEditing, setRemoving)] : facts}
        rows={limits.data?.items ?? []}
        rowKey={({ id }) => id}
        empty={
          <EmptyState
            icon={Gauge}
            title="No limits: every step begins as soon as a worker is free"
            description="Spare another system with “at most 5 calls to api.example.com at once”, or keep one workflow from using every worker."
          />
        }
      />
      {editing === null ? null : (
        <LimitDialog limit={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
      {removing === null ? null : <RemoveDialog limit={removing} onClose={() => setRemoving(null)} />}
    </Section>
  );
};

const RemoveDialog = ({ limit, onClose }: { limit: LimitView; onClose: () => void }) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const remove = useMutation(
    api.limits.remove.mutationOptions({
      onSuccess: () => toast.done('Limit removed'),
      onError: ({ message }) => toast.failed(message),
      onSettled: () => {
        onClose();
        void queries.invalidateQueries({ queryKey: api.limits.pathKey() });
      },
    }),
  );
  return (
    <ConfirmDialog
      title={`Remove the limit of ${nameLimit(limit)}?`}
      description="What waits at it begins as soon as workers are free."
      action="Remove limit"
      isPending={remove.isPending}
      onConfirm={() => remove.mutate({ id: limit.id })}
      onClose={onClose}
    />
  );
};
