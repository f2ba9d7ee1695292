'use client';

import type { AuditEventItem } from '@switchyard/application';
import { Badge, Button, type Column, EmptyState, RelativeTime } from '@switchyard/ui';
import { Link2, ScrollText, SearchX, ShieldCheck } from 'lucide-react';
import { QueryTable } from '../../trpc/query-table.tsx';
import type { useAuditEvents } from './use-audit-events.ts';

interface AuditTableProps {
  readonly query: ReturnType<typeof useAuditEvents>;
  /** Events below this position lie under a signed checkpoint. */
  readonly signedSize: number;
  readonly selectedId: string;
  readonly isFiltered: boolean;
  readonly onOpen: (event: AuditEventItem) => void;
  readonly onClear: () => void;
}

/** Where the event stands in the log, with a word besides the icon. */
const Place = ({ event, signedSize }: { event: AuditEventItem; signedSize: number }) => {
  if (event.leafIndex === null) return <span className="text-muted text-xs">sealing…</span>;
  const isSigned = event.leafIndex < signedSize;
  const Icon = isSigned ? ShieldCheck : Link2;
  return (
    <span
      className="inline-flex items-center gap-1.5 font-mono text-muted text-xs tabular-nums"
      title={isSigned ? 'In the log, under a signed checkpoint' : 'In the log, not signed yet'}
    >
      {event.leafIndex.toLocaleString('en-US')}
      <Icon aria-hidden className={isSigned ? 'size-3.5 text-done' : 'size-3.5 text-faint'} />
      <span className="sr-only">{isSigned ? 'signed' : 'not signed yet'}</span>
    </span>
  );
};

const columnsFor = (signedSize: number): readonly Column<AuditEventItem>[] => [
  {
    key: 'sentence',
    header: 'What happened',
    cell: ({ sentence }) => (
      <span className="max-sm:line-clamp-3 max-sm:whitespace-normal" title={sentence}>
        {sentence}
      </span>
    ),
    width: '64%',
  },
  { key: 'type', header: 'Event', cell: ({ type }) => <Badge>{type}</Badge>, isHiddenOnPhone: true },
  {
    key: 'place',
    header: 'Position',
    align: 'end',
    cell: (event) => <Place event={event} signedSize={signedSize} />,
    isHiddenOnPhone: true,
  },
  { key: 'at', header: 'When', align: 'end', cell: ({ at }) => <RelativeTime at={at} className="text-muted" /> },
];

/** The trail, one sentence a row, newest first. */
export const AuditTable = (props: AuditTableProps) => (
  <QueryTable
    query={props.query}
    unreadable="The trail cannot be read"
    caption="Audit events, newest first"
    columns={columnsFor(props.signedSize)}
    rows={props.query.data?.pages.flatMap(({ items }) => items) ?? []}
    rowKey={({ id }) => id}
    onOpen={props.onOpen}
    selectedKey={props.selectedId === '' ? undefined : props.selectedId}
    isEndless
    empty={
      props.isFiltered ? (
        <EmptyState
          icon={SearchX}
          title="Nothing like this happened"
          description="No event fits all of these filters. The search looks at names and at the reasons people gave."
          action={<Button onClick={props.onClear}>Clear the filters</Button>}
        />
      ) : (
        <EmptyState
          icon={ScrollText}
          title="Nothing has happened yet"
          description="Every change, decision and AI step leaves its event here, in a log that nobody can alter unnoticed."
        />
      )
    }
  />
);
