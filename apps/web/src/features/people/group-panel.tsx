'use client';

import type { Group } from '@switchyard/application';
import type { UserId } from '@switchyard/domain';
import { Button, Checkbox, ConfirmButton, Field, Input, SidePanel, toast } from '@switchyard/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useId, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { usePeople } from './people-table.tsx';

interface GroupPanelProps {
  /** Null for a new one. */
  readonly group: Group | null;
  readonly canManage: boolean;
  readonly onClose: () => void;
}

/** Saves name and members in the order that leaves nothing half done: a new group exists before it is filled. */
const useSaveGroup = (group: Group | null) => {
  const api = useTRPC();
  const create = useMutation(api.people.groups.create.mutationOptions());
  const rename = useMutation(api.people.groups.rename.mutationOptions());
  const setMembers = useMutation(api.people.groups.setMembers.mutationOptions());
  return useMutation({
    mutationFn: async ({ name, memberIds }: { name: string; memberIds: UserId[] }) => {
      const groupId = group?.id ?? (await create.mutateAsync({ name })).groupId;
      if (group && group.name !== name) await rename.mutateAsync({ groupId, name });
      await setMembers.mutateAsync({ groupId, memberIds });
    },
  });
};

/** Name and members of a group. */
export const GroupPanel = ({ group, canManage, onClose }: GroupPanelProps) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const formId = useId();
  const { people } = usePeople();
  const [name, setName] = useState(group?.name ?? '');
  const [memberIds, setMemberIds] = useState<UserId[]>(group?.memberIds ?? []);
  const save = useSaveGroup(group);
  const remove = useMutation(api.people.groups.remove.mutationOptions());
  const finish = (title: string) => {
    toast.done(title);
    void queries.invalidateQueries({ queryKey: api.people.pathKey() });
    onClose();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate({ name: name.trim(), memberIds }, { onSuccess: () => finish(`Group ${name} saved`) });
  };
  return (
    <SidePanel
      isOpen
      onOpenChange={onClose}
      title={group?.name ?? 'New group'}
      footer={
        canManage ? (
          <>
            {group ? (
              <ConfirmButton
                isPending={remove.isPending}
                title={`Remove the group ${group.name}?`}
                description="Its members lose what they may decide through it. What they decided stays on record."
                action="Remove group"
                onConfirm={() =>
                  remove.mutate({ groupId: group.id }, { onSuccess: () => finish(`Group ${group.name} removed`) })
                }
              >
                Remove group
              </ConfirmButton>
            ) : null}
            <Button variant="primary" type="submit" form={formId} isPending={save.isPending}>
              Save group
            </Button>
          </>
        ) : null
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-5">
        <Field label="Name" isRequired error={(save.error ?? remove.error)?.message}>
          {(control) => (
            <Input
              {...control}
              required
              maxLength={120}
              disabled={!canManage}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <fieldset className="flex flex-col gap-3" disabled={!canManage}>
          <legend className="mb-2 font-medium text-ink text-sm">Members</legend>
          {people
            .filter(({ id, isActive }) => isActive || memberIds.includes(id))
            .map((person) => (
              <Checkbox
                key={person.id}
                checked={memberIds.includes(person.id)}
                onChange={(isChecked) =>
                  setMemberIds(isChecked ? [...memberIds, person.id] : memberIds.filter((id) => id !== person.id))
                }
                label={person.name}
                hint={person.email}
              />
            ))}
        </fieldset>
      </form>
    </SidePanel>
  );
};
