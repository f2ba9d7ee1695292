import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { InboxView } from '../../../features/inbox/inbox-view.tsx';
import { api, Hydrated, prefetchList } from '../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'Inbox' };

/** List and decision live here, so that walking through requests keeps the list where it is. The pages only name addresses. */
const InboxLayout = async ({ children }: { children: ReactNode }) => {
  // What is opened first; the other filters are asked for when they are chosen.
  await prefetchList(
    api.inbox.list.infiniteQueryOptions(
      { filter: 'mine', limit: 50 },
      { getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined },
    ),
  );
  return (
    <Hydrated>
      <InboxView />
      {children}
    </Hydrated>
  );
};

export default InboxLayout;
