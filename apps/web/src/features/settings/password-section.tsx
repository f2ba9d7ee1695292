'use client';

import { Button, Card, Field, Input, Section, toast } from '@switchyard/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';

const empty = { currentPassword: '', newPassword: '' };

/** Changing the password ends all other sessions. */
export const PasswordSection = () => {
  const api = useTRPC();
  const queries = useQueryClient();
  const [form, setForm] = useState(empty);
  const change = useMutation(
    api.sessions.changePassword.mutationOptions({
      onSuccess: ({ endedSessions }) => {
        setForm(empty);
        toast.done('Password changed', endedSessions > 0 ? { description: 'All other sessions have ended.' } : {});
        void queries.invalidateQueries({ queryKey: api.sessions.pathKey() });
      },
    }),
  );
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    change.mutate(form);
  };
  return (
    <Section title="Password" description="At least 12 characters. All your other sessions end when it changes.">
      <Card>
        <form onSubmit={submit} className="flex max-w-sm flex-col gap-4">
          <Field label="Current password" isRequired error={change.error?.message}>
            {(control) => (
              <Input
                {...control}
                type="password"
                autoComplete="current-password"
                required
                value={form.currentPassword}
                onChange={(event) => setForm({ ...form, currentPassword: event.target.value })}
              />
            )}
          </Field>
          <Field label="New password" isRequired>
            {(control) => (
              <Input
                {...control}
                type="password"
                autoComplete="new-password"
                required
                minLength={12}
                maxLength={200}
                value={form.newPassword}
                onChange={(event) => setForm({ ...form, newPassword: event.target.value })}
              />
            )}
          </Field>
          <Button type="submit" className="self-start" isPending={change.isPending}>
            Change password
          </Button>
        </form>
      </Card>
    </Section>
  );
};
