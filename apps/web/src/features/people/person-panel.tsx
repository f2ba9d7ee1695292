'use client';

import type { Person } from '@switchyard/application';
import { Button, KeyValue, RelativeTime, SidePanel, toast } from '@switchyard/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { PersonAccess } from './person-access.tsx';
import { RoleChoice } from './role-choice.tsx';

interface PersonPanelProps {
  readonly person: Person;
  readonly groupNames: readonly string[];
  readonly canManage: boolean;
  readonly isViewerOwner: boolean;
  readonly onClose: () => void;
}

const isSame = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && one.every((each) => other.includes(each));

/** One member: roles, and getting in or not. */
export const PersonPanel = ({ person, groupNames, canManage, isViewerOwner, onClose }: PersonPanelProps) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const [roles, setRoles] = useState(person.roles);
  const mayChange = canManage && (isViewerOwner || !person.roles.includes('owner'));
  const change = useMutation(
    api.people.changeRoles.mutationOptions({
      onSuccess: () => {
        toast.done(`Roles of ${person.name} changed`);
        void queries.invalidateQueries({ queryKey: api.people.pathKey() });
        onClose();
      },
    }),
  );
  return (
    <SidePanel
      isOpen
      onOpenChange={onClose}
      title={person.name}
      description={person.email}
      footer={
        mayChange ? (
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button
              variant="primary"
              disabled={roles.length === 0 || isSame(roles, person.roles)}
              isPending={change.isPending}
              onClick={() => change.mutate({ userId: person.id, roles })}
            >
              Save roles
            </Button>
          </>
        ) : null
      }
    >
      <div className="flex flex-col gap-8">
        <KeyValue
          entries={[
            { label: 'Last here', value: person.lastSeenAt ? <RelativeTime at={person.lastSeenAt} /> : 'never' },
            { label: 'Since', value: <RelativeTime at={person.createdAt} /> },
            { label: 'Groups', value: groupNames.length === 0 ? 'none' : groupNames.join(', ') },
            { label: 'Signs in', value: person.isLinked ? 'with single sign-on' : 'with a password' },
          ]}
        />
        <RoleChoice value={roles} onChange={setRoles} canChooseOwner={isViewerOwner} disabled={!mayChange} />
        {change.error ? (
          <p role="alert" className="text-failed text-sm">
            {change.error.message}
          </p>
        ) : null}
        {mayChange ? <PersonAccess person={person} /> : null}
      </div>
    </SidePanel>
  );
};
