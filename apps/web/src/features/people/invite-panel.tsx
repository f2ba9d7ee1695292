'use client';

import type { Role } from '@switchyard/domain';
import { Button, ErrorState, Field, Input, SidePanel } from '@switchyard/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useId, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { OneTimeSecret } from './one-time-secret.tsx';
import { RoleChoice } from './role-choice.tsx';

interface InvitePanelProps {
  readonly onClose: () => void;
  readonly canChooseOwner: boolean;
}

/** Makes an account and shows its password once; whoever invites hands it over. */
export const InvitePanel = ({ onClose, canChooseOwner }: InvitePanelProps) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const formId = useId();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [roles, setRoles] = useState<Role[]>(['approver']);
  const invite = useMutation(
    api.people.invite.mutationOptions({
      onSuccess: () => void queries.invalidateQueries({ queryKey: api.people.pathKey() }),
    }),
  );
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    invite.mutate({ name, email, roles });
  };
  const isDone = invite.data !== undefined;
  return (
    <SidePanel
      isOpen
      onOpenChange={onClose}
      title={isDone ? `${name} can sign in` : 'Invite somebody'}
      footer={
        isDone ? (
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button variant="primary" type="submit" form={formId} isPending={invite.isPending}>
              Create account
            </Button>
          </>
        )
      }
    >
      {invite.data ? (
        <OneTimeSecret
          title={`Password of ${email}`}
          value={invite.data.password}
          advice="Hand it over in person or by another safe way, and have it changed under Settings."
        />
      ) : (
        <form id={formId} onSubmit={submit} className="flex flex-col gap-5">
          {invite.error ? <ErrorState title="No account was made" todo={invite.error.message} /> : null}
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
          <Field label="Mail address" isRequired>
            {(control) => (
              <Input
                {...control}
                type="email"
                required
                value={email}
                onChange={(event) => setEmail(event.target.value)}
              />
            )}
          </Field>
          <RoleChoice value={roles} onChange={setRoles} canChooseOwner={canChooseOwner} />
        </form>
      )}
    </SidePanel>
  );
};
