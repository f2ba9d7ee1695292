'use client';

import type { Person } from '@switchyard/application';
import { Button, Dialog, toast } from '@switchyard/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { OneTimeSecret } from './one-time-secret.tsx';

/** A new password for who is locked out; closing the account of who has left, and opening it again. */
export const PersonAccess = ({ person }: { person: Person }) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const [asks, setAsks] = useState<'close' | 'reset' | null>(null);
  const { id: userId, name } = person;
  const done = (title: string) => () => {
    setAsks(null);
    toast.done(title);
    void queries.invalidateQueries({ queryKey: api.people.pathKey() });
  };
  const close = useMutation(
    api.people.deactivate.mutationOptions({ onSuccess: done(`The account of ${name} is closed`) }),
  );
  const restore = useMutation(api.people.restore.mutationOptions({ onSuccess: done(`${name} can sign in again`) }));
  const reset = useMutation(api.people.resetPassword.mutationOptions({ onSuccess: () => setAsks(null) }));
  const problem = close.error ?? restore.error ?? reset.error;
  if (reset.data) {
    const advice = 'Hand it over in a safe way. All sessions have ended.';
    return <OneTimeSecret title={`New password of ${name}`} value={reset.data.password} advice={advice} />;
  }
  return (
    <section className="flex flex-col gap-3 border-line border-t pt-5">
      <h3 className="font-medium text-ink text-sm">Access</h3>
      {problem ? (
        <p role="alert" className="text-failed text-sm">
          {problem.message}
        </p>
      ) : null}
      <div className="flex flex-wrap gap-2">
        {person.isActive ? (
          <>
            <Button onClick={() => setAsks('reset')}>New password…</Button>
            <Button variant="danger" onClick={() => setAsks('close')}>
              Close account…
            </Button>
          </>
        ) : (
          <Button isPending={restore.isPending} onClick={() => restore.mutate({ userId })}>
            Open account again
          </Button>
        )}
      </div>
      <Dialog
        isOpen={asks !== null}
        onOpenChange={() => setAsks(null)}
        title={asks === 'reset' ? `Give ${name} a new password?` : `Close the account of ${name}?`}
        description={
          asks === 'reset'
            ? 'The old one stops working and all their sessions end now.'
            : 'They are signed out now and cannot sign in. What they did stays in the record; you can open the account again.'
        }
        footer={
          <>
            <Button onClick={() => setAsks(null)}>Cancel</Button>
            <Button
              variant="danger"
              isPending={close.isPending || reset.isPending}
              onClick={() => (asks === 'reset' ? reset : close).mutate({ userId })}
            >
              {asks === 'reset' ? 'New password' : 'Close account'}
            </Button>
          </>
        }
      />
    </section>
  );
};
