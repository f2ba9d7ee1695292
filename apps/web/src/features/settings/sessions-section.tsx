'use client';

import type { SessionView } from '@switchyard/application';
import { Badge, Button, RelativeTime, Section, Skeleton, toast } from '@switchyard/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/client.tsx';
import { ReadError } from '../../trpc/read-error.tsx';
import { deviceName } from './device-name.ts';

interface SessionRowProps {
  readonly session: SessionView;
  readonly isEnding: boolean;
  readonly onEnd: () => void;
}

const SessionRow = ({ session, isEnding, onEnd }: SessionRowProps) => (
  <li className="flex items-center justify-between gap-4 border-line border-b px-4 py-3 last:border-b-0">
    <div className="min-w-0">
      <p className="flex flex-wrap items-center gap-2 font-medium text-ink text-sm" title={session.userAgent}>
        {deviceName(session.userAgent)}
        {session.isCurrent ? <Badge tone="accent">This one</Badge> : null}
      </p>
      <p className="text-muted text-xs">
        {session.ipAddress === '' ? null : <>{session.ipAddress} · </>}
        last seen <RelativeTime at={session.lastSeenAt} /> · signed in <RelativeTime at={session.createdAt} />
      </p>
    </div>
    {session.isCurrent ? null : (
      <Button size="sm" isPending={isEnding} onClick={onEnd}>
        End
      </Button>
    )}
  </li>
);

/** Where I am signed in. Ending a session takes effect with its next request. */
export const SessionsSection = () => {
  const api = useTRPC();
  const queries = useQueryClient();
  const sessions = useQuery(api.sessions.list.queryOptions());
  const refresh = () => void queries.invalidateQueries({ queryKey: api.sessions.pathKey() });
  const end = useMutation(
    api.sessions.revoke.mutationOptions({
      onSuccess: () => toast.done('Session ended'),
      onError: ({ message }) => toast.failed(message),
      onSettled: refresh,
    }),
  );
  const endOthers = useMutation(
    api.sessions.revokeOthers.mutationOptions({
      onSuccess: ({ ended }) => toast.done(ended === 1 ? 'One session ended' : `${ended} sessions ended`),
      onSettled: refresh,
    }),
  );
  const list = sessions.data ?? [];
  return (
    <Section
      title="Sessions"
      description="Where you are signed in. End what you do not recognise, then change your password."
      actions={
        list.length > 1 ? (
          <Button isPending={endOthers.isPending} onClick={() => endOthers.mutate()}>
            End all others
          </Button>
        ) : null
      }
    >
      <ReadError query={sessions} title="Your sessions cannot be read" />
      {sessions.isPending ? <Skeleton className="h-16" /> : null}
      {list.length > 0 ? (
        <ul className="rounded-md border border-line bg-surface">
          {list.map((session) => (
            <SessionRow
              key={session.id}
              session={session}
              isEnding={end.isPending && end.variables.sessionId === session.id}
              onEnd={() => end.mutate({ sessionId: session.id })}
            />
          ))}
        </ul>
      ) : null}
    </Section>
  );
};
