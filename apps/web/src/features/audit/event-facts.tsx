'use client';

import type { GetAuditEventOutput } from '@switchyard/application';
import { Button, CopyId, formatExactTime, JsonView, KeyValue, Link, Section } from '@switchyard/ui';
import type { AuditFilterState } from './audit-filters.ts';
import { ProofBadge } from './proof-badge.tsx';

interface EventFactsProps {
  readonly event: GetAuditEventOutput;
  readonly onNarrow: (change: Partial<AuditFilterState>) => void;
}

const actorKinds: Record<string, string> = {
  user: '',
  api_key: ' (API key)',
  system: ' (the product itself)',
  anonymous: ' (not signed in)',
};

/** Who, what, when, with ways to everything else about the same person, subject or run. */
export const EventFacts = ({ event, onNarrow }: EventFactsProps) => {
  const { actor, target, runId } = event;
  return (
    <div className="flex flex-col gap-6">
      <KeyValue
        entries={[
          { label: 'Who', value: `${actor.label}${actorKinds[actor.kind] ?? ''}` },
          { label: 'What about', value: `${target.label} (${target.kind.replaceAll('_', ' ')})` },
          { label: 'When', value: <time dateTime={event.at}>{formatExactTime(Date.parse(event.at))}</time> },
          {
            label: 'Run',
            value: runId && (
              <Link href={`/runs/${runId}`} className="text-accent hover:underline">
                Open the run
              </Link>
            ),
          },
          { label: 'Event id', value: <CopyId id={event.id} isWhole /> },
          { label: 'Proof', value: <ProofBadge status={event.proofStatus} /> },
        ]}
      />
      <div className="flex flex-wrap gap-2">
        {actor.id === '' ? null : (
          <Button size="sm" onClick={() => onNarrow({ actor: actor.id })}>
            All by {actor.label}
          </Button>
        )}
        {target.id === '' ? null : (
          <Button size="sm" onClick={() => onNarrow({ target: target.id })}>
            All about this {target.kind.replaceAll('_', ' ')}
          </Button>
        )}
        {runId === null ? null : (
          <Button size="sm" onClick={() => onNarrow({ run: runId })}>
            All of this run
          </Button>
        )}
      </div>
      <Section title="Details">
        <JsonView value={event.record.payload} />
      </Section>
    </div>
  );
};
