'use client';

import { Button, PageBody, PageHeader } from '@switchyard/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import dynamic from 'next/dynamic';
import { parseAsString, useQueryState, useQueryStates } from 'nuqs';
import { useCallback, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { AuditFilterBar } from './audit-filter-bar.tsx';
import { type AuditFilterState, auditFilterParsers, isFiltered, noFilter, toAuditFilter } from './audit-filters.ts';
import { AuditTable } from './audit-table.tsx';
import { ExportMenu } from './export-menu.tsx';
import { ProofStrip } from './proof-strip.tsx';
import { useAuditEvents } from './use-audit-events.ts';
import { useVerification } from './use-verification.ts';

// Arrive after the list, before anybody has reached for them.
const EventPanel = dynamic(() => import('./event-panel.tsx').then((module) => module.EventPanel), { ssr: false });
const VerifyPanel = dynamic(() => import('./verify-panel.tsx').then((module) => module.VerifyPanel), { ssr: false });

const statusEveryMs = 10_000;

/** The audit page: proof on top, the record beneath, one event or a verification beside it. */
export const AuditTrail = ({ canExport }: { canExport: boolean }) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const [state, setState] = useQueryStates(auditFilterParsers);
  const [eventId, setEventId] = useQueryState('event', parseAsString.withDefault('').withOptions({ history: 'push' }));
  const [isVerifyOpen, setIsVerifyOpen] = useState(false);
  const events = useAuditEvents(state);
  const status = useQuery({ ...api.audit.status.queryOptions(), refetchInterval: statusEveryMs });
  const facets = useQuery(api.audit.facets.queryOptions());
  const refresh = useCallback(() => void queries.invalidateQueries({ queryKey: api.audit.pathKey() }), [queries, api]);
  const { verification, start } = useVerification(refresh);

  const narrow = (change: Partial<AuditFilterState>) => {
    void setEventId('');
    void setState({ ...noFilter, ...change });
  };
  const verify = () => {
    setIsVerifyOpen(true);
    if (verification.status !== 'done') void start();
  };
  const showEvent = (id: string) => {
    setIsVerifyOpen(false);
    void setEventId(id);
  };
  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: 'Audit' }]}
        title="Audit trail"
        description="Everything that changed, by whom and why, in a log that cannot be altered unnoticed."
        actions={
          <>
            {canExport ? <ExportMenu filter={toAuditFilter(state)} isNarrowed={isFiltered(state)} /> : null}
            <Button variant="primary" onClick={verify}>
              <ShieldCheck aria-hidden />
              Verify
            </Button>
          </>
        }
      />
      <PageBody>
        <ProofStrip status={status.data} />
        <div className="flex flex-col gap-3">
          <AuditFilterBar
            state={state}
            onChange={(change) => void setState(change)}
            facets={facets.data}
            actions={null}
          />
          <AuditTable
            query={events}
            signedSize={status.data?.checkpoint?.size ?? 0}
            selectedId={eventId}
            isFiltered={isFiltered(state)}
            onOpen={({ id }) => void setEventId(id)}
            onClear={() => void setState(noFilter)}
          />
        </div>
      </PageBody>
      <EventPanel id={eventId} onClose={() => void setEventId('')} onNarrow={narrow} />
      <VerifyPanel
        isOpen={isVerifyOpen}
        onOpenChange={setIsVerifyOpen}
        verification={verification}
        onAgain={() => void start()}
        onOpenEvent={showEvent}
      />
    </>
  );
};
