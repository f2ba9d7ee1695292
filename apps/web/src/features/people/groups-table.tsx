'use client';

import type { Group } from '@switchyard/application';
import { Button, type Column, EmptyState } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import { UsersRound } from 'lucide-react';
import { useTRPC } from '../../trpc/client.tsx';
import { QueryTable } from '../../trpc/query-table.tsx';
import { usePeople } from './people-table.tsx';

interface GroupsTableProps {
  readonly onOpen: (group: Group) => void;
  /** Offered where there is none yet; null for who may not. */
  readonly onAdd: (() => void) | null;
}

/** Groups that approvals can be assigned to. */
export const GroupsTable = ({ onOpen, onAdd }: GroupsTableProps) => {
  const api = useTRPC();
  const groups = useQuery(api.people.groups.list.queryOptions());
  const { people } = usePeople();
  const nameOf = new Map(people.map(({ id, name }) => [id, name]));
  const columns: readonly Column<Group>[] = [
    { key: 'name', header: 'Group', cell: ({ name }) => name, width: '30%' },
    {
      key: 'members',
      header: 'Members',
      cell: ({ memberIds }) => (
        <span className="text-muted">
          {memberIds.length === 0 ? 'nobody' : memberIds.map((id) => nameOf.get(id) ?? '…').join(', ')}
        </span>
      ),
    },
    {
      key: 'count',
      header: 'Number',
      align: 'end',
      cell: ({ memberIds }) => <span className="tabular-nums">{memberIds.length}</span>,
      width: '80px',
    },
  ];
  return (
    <QueryTable
      query={groups}
      unreadable="Groups cannot be read"
      caption="Groups"
      columns={columns}
      rows={groups.data ?? []}
      rowKey={({ id }) => id}
      onOpen={onOpen}
      empty={
        <EmptyState
          icon={UsersRound}
          title="No groups yet"
          description="Assign an approval to a group, and any of its members can decide."
          action={onAdd ? <Button onClick={onAdd}>Add group</Button> : null}
        />
      }
    />
  );
};
