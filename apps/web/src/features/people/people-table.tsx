'use client';

import type { Person } from '@switchyard/application';
import { Avatar, Badge, type Column, EmptyState, RelativeTime } from '@switchyard/ui';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Users } from 'lucide-react';
import { useTRPC } from '../../trpc/client.tsx';
import { QueryTable } from '../../trpc/query-table.tsx';
import { roleWords } from './role-words.ts';

const columns: readonly Column<Person>[] = [
  { key: 'name', header: 'Name', cell: ({ name }) => <Avatar name={name} isNamed />, width: '26%' },
  {
    key: 'email',
    header: 'Mail address',
    cell: ({ email }) => <span className="text-muted">{email}</span>,
    isHiddenOnPhone: true,
  },
  {
    key: 'roles',
    header: 'Roles',
    cell: ({ roles, isActive }) => (
      <span className="flex gap-1">
        {isActive ? null : <Badge tone="stopped">Closed</Badge>}
        {roles.map((role) => (
          <Badge key={role}>{roleWords[role].label}</Badge>
        ))}
      </span>
    ),
  },
  {
    key: 'seen',
    header: 'Last here',
    cell: ({ lastSeenAt }) => (
      <span className="text-muted">{lastSeenAt ? <RelativeTime at={lastSeenAt} /> : 'never'}</span>
    ),
    isHiddenOnPhone: true,
  },
];

export const usePeople = () => {
  const api = useTRPC();
  const query = useInfiniteQuery(
    api.people.list.infiniteQueryOptions({}, { getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined }),
  );
  return { query, people: query.data?.pages.flatMap(({ items }) => items) ?? [] };
};

/** Everybody in the organisation, by mail address. */
export const PeopleTable = ({ onOpen }: { onOpen: (person: Person) => void }) => {
  const { query, people } = usePeople();
  return (
    <QueryTable
      query={query}
      unreadable="People cannot be read"
      caption="People"
      columns={columns}
      rows={people}
      rowKey={({ id }) => id}
      onOpen={onOpen}
      empty={<EmptyState icon={Users} title="Nobody is here yet" />}
    />
  );
};
