'use client';

import { Button, cx, PageHeader, useShortcut } from '@switchyard/ui';
import { ArrowLeft } from 'lucide-react';
import { usePathname } from 'next/navigation';
import { useQueryStates } from 'nuqs';
import { useCallback } from 'react';
import { idOfPath, inboxParsers, inboxPath, notNarrowed } from './inbox-address.ts';
import { InboxDetail } from './inbox-detail.tsx';
import { InboxEmpty } from './inbox-empty.tsx';
import { InboxList } from './inbox-list.tsx';
import { useFocusOfNext } from './use-focus-of-next.ts';
import { useInboxList } from './use-inbox-list.ts';

/** List left, decision right; on a phone one of the two. Which request is open is in the address. */
export const InboxView = () => {
  const pathId = idOfPath(usePathname());
  const [address, setAddress] = useQueryStates(inboxParsers);
  const { query, entries } = useInboxList(address);
  const { place: detail, expect, takeFocus } = useFocusOfNext();
  const selectedId = pathId ?? entries[0]?.id ?? null;
  const at = entries.findIndex(({ id }) => id === selectedId);

  // The same from one drawing to the next, or every row of a long list would be drawn again with it.
  const { filter, q, workflow } = address;
  const select = useCallback(
    (id: string | null, how: 'push' | 'replace' = 'push') =>
      window.history[how === 'push' ? 'pushState' : 'replaceState'](null, '', inboxPath(id, { filter, q, workflow })),
    [filter, q, workflow],
  );
  const move = (by: 1 | -1) => {
    const next = entries[at === -1 ? 0 : at + by];
    if (next) select(next.id, 'replace');
  };
  const goOn = () => {
    expect();
    select((entries[at + 1] ?? entries[at - 1])?.id ?? null, 'replace');
  };
  const clear = () => void setAddress(notNarrowed);
  useShortcut('j', () => move(1), { description: 'Next request', group: 'Inbox' });
  useShortcut('k', () => move(-1), { description: 'Previous request', group: 'Inbox' });
  useShortcut('enter', () => detail.current?.focus(), { description: 'Read the request', group: 'Inbox' });

  const isListEmpty = entries.length === 0 && query.isSuccess && !query.hasNextPage && pathId === null;
  return (
    <>
      <PageHeader
        isCompact
        title="Inbox"
        breadcrumbs={
          pathId === null ? [{ label: 'Inbox' }] : [{ label: 'Inbox', href: '/inbox' }, { label: 'Request' }]
        }
      />
      <div className="flex h-(--page-height) min-h-0">
        <div
          className={cx(
            'flex w-full min-w-0 flex-col border-line md:w-80 md:shrink-0 md:border-r lg:w-96',
            pathId !== null && 'max-md:hidden',
          )}
        >
          <InboxList
            address={address}
            onNarrow={(change) => void setAddress(change)}
            query={query}
            entries={entries}
            selectedId={selectedId}
            onSelect={select}
            emptyRef={takeFocus}
          />
        </div>
        <div
          ref={detail}
          tabIndex={-1}
          className={cx('flex min-w-0 flex-1 flex-col outline-none', pathId === null && 'max-md:hidden')}
        >
          <Button variant="ghost" className="m-2 self-start md:hidden" onClick={() => select(null)}>
            <ArrowLeft aria-hidden />
            All requests
          </Button>
          {isListEmpty ? <InboxEmpty ref={takeFocus} address={address} onClear={clear} /> : null}
          {selectedId === null ? null : (
            <InboxDetail key={selectedId} id={selectedId} onGone={goOn} headingRef={takeFocus} />
          )}
        </div>
      </div>
    </>
  );
};
