'use client';

import { Button, Dialog } from '@switchyard/ui';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { useTRPCClient } from '../trpc/client.tsx';
import { noticeSignedIn } from '../trpc/signed-out.ts';

const askAgainMs = 2000;

const leave = () => {
  const { pathname, search } = window.location;
  window.location.assign(`/sign-in?next=${encodeURIComponent(pathname + search)}`);
};

/** Over a page whose session has ended: signing in beside it brings it back with everything that was typed. */
export const SignedOutDialog = () => {
  const client = useTRPCClient();
  const queries = useQueryClient();
  const router = useRouter();
  useEffect(() => {
    const look = () => {
      client.sessions.list.query().then(
        () => {
          noticeSignedIn();
          // Whoever signed in may be somebody else: the frame says who it is, and what they may do.
          router.refresh();
          void queries.invalidateQueries();
        },
        () => undefined,
      );
    };
    const timer = setInterval(look, askAgainMs);
    window.addEventListener('focus', look);
    return () => {
      clearInterval(timer);
      window.removeEventListener('focus', look);
    };
  }, [client, queries, router]);
  return (
    <Dialog
      isOpen
      // There is nothing to go back to: whatever is asked next is refused again.
      onOpenChange={() => undefined}
      title="You are signed out"
      description="Your session has ended. What you typed is still here: sign in in another tab, then go on."
      footer={
        <>
          <Button onClick={leave}>Leave this page</Button>
          <Button variant="primary" asChild>
            <a href="/sign-in" target="_blank" rel="noopener">
              Sign in
            </a>
          </Button>
        </>
      }
    />
  );
};
