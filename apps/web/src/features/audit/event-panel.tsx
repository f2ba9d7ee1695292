'use client';

import type { GetAuditEventOutput } from '@switchyard/application';
import { CodeBlock, SidePanel, Skeleton, Tabs } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { ReadError } from '../../trpc/read-error.tsx';
import type { AuditFilterState } from './audit-filters.ts';
import { EventFacts } from './event-facts.tsx';
import { EventProof } from './event-proof.tsx';

interface EventPanelProps {
  /** Empty when none is open. */
  readonly id: string;
  readonly onClose: () => void;
  readonly onNarrow: (change: Partial<AuditFilterState>) => void;
}

const Loading = () => (
  <div className="flex flex-col gap-3">
    <Skeleton className="w-3/5" />
    <Skeleton className="w-2/5" />
    <Skeleton className="h-40 w-full" />
  </div>
);

/** One event: what it says, exactly what was hashed, and the proof that it is in the log. */
export const EventPanel = ({ id, onClose, onNarrow }: EventPanelProps) => {
  const api = useTRPC();
  const event = useQuery({ ...api.audit.get.queryOptions({ id }), enabled: id !== '' });
  return (
    <SidePanel
      isOpen={id !== ''}
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title={event.data ? event.data.type : 'Audit event'}
      description={
        event.data ? <span className="wrap-anywhere whitespace-normal">{event.data.sentence}</span> : undefined
      }
      width="lg"
    >
      <ReadError query={event} title="This event cannot be shown" />
      {event.isPending && id !== '' ? <Loading /> : null}
      {event.data ? <EventTabs event={event.data} onNarrow={onNarrow} /> : null}
    </SidePanel>
  );
};

const EventTabs = ({ event, onNarrow }: { event: GetAuditEventOutput; onNarrow: EventPanelProps['onNarrow'] }) => {
  const [tab, setTab] = useState('facts');
  return (
    <Tabs
      label="Views of the event"
      value={tab}
      onChange={setTab}
      tabs={[
        { value: 'facts', label: 'Event', content: <EventFacts event={event} onNarrow={onNarrow} /> },
        {
          value: 'raw',
          label: 'Raw',
          content: (
            <div className="flex flex-col gap-4">
              <CodeBlock title="Record" code={JSON.stringify(event.record, null, 2)} />
              <CodeBlock title="Canonical form (RFC 8785): the bytes that were hashed" code={event.canonical} />
            </div>
          ),
        },
        { value: 'proof', label: 'Proof', content: <EventProof event={event} /> },
      ]}
    />
  );
};
