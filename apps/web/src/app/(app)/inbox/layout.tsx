import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { InboxView } from '../../../features/inbox/inbox-view.tsx';

export const metadata: Metadata = { title: 'Inbox' };

/** List and decision live here, so that walking through requests keeps the list where it is. The pages only name addresses. */
const InboxLayout = ({ children }: { children: ReactNode }) => (
  <>
    <InboxView />
    {children}
  </>
);

export default InboxLayout;
