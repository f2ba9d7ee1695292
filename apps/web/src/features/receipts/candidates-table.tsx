'use client';

import type { Candidate, RoutingDecision } from '@switchyard/domain';
import { type Column, DataTable, Money, StatusBadge } from '@switchyard/ui';
import { reasonWords } from './receipt-words.ts';

interface Row {
  readonly candidate: Candidate;
  /** Place in the order, or null when left out. */
  readonly place: number | null;
  readonly reason: string | null;
  readonly explanation: string | null;
}

const rowsOf = ({ candidates, excluded }: RoutingDecision): Row[] => [
  ...candidates.map((candidate, index) => ({ candidate, place: index + 1, reason: null, explanation: null })),
  ...excluded.map(({ candidate, reason, explanation }) => ({
    candidate,
    place: null,
    reason: reasonWords[reason],
    explanation,
  })),
];

const Reliability = ({ candidate: { successLowerBound, evidenceCount, supplierKind } }: Row) => {
  if (supplierKind === 'human') return <span className="text-muted">a person</span>;
  if (successLowerBound === null) return <span className="text-muted">no cases yet</span>;
  return (
    <span className="tabular-nums" title={`${evidenceCount} graded cases`}>
      ≥ {Math.floor(successLowerBound * 1000) / 10} % of {evidenceCount}
    </span>
  );
};

const columns: readonly Column<Row>[] = [
  {
    key: 'place',
    header: '#',
    width: '40px',
    cell: ({ place }) => <span className="text-muted tabular-nums">{place ?? '–'}</span>,
  },
  {
    key: 'candidate',
    header: 'Candidate',
    cell: ({ candidate }) => (
      <span className="inline-flex items-center gap-2 max-sm:flex-col max-sm:items-start max-sm:gap-1 max-sm:py-1">
        <span className="font-mono text-xs">{candidate.ref}</span>
        {candidate.isSimulated ? <StatusBadge status="simulated" /> : null}
      </span>
    ),
  },
  {
    key: 'cost',
    header: 'Expected',
    align: 'end',
    cell: ({ candidate }) => <Money microUsd={candidate.expectedCostMicroUsd} />,
  },
  {
    key: 'reliability',
    header: 'Right in',
    align: 'end',
    cell: (row) => <Reliability {...row} />,
    isHiddenOnPhone: true,
  },
  {
    key: 'reason',
    header: 'Eligible, or why not',
    cell: ({ reason, explanation }) => (
      <span className="text-muted" title={explanation ?? undefined}>
        {reason === null ? 'eligible' : (explanation ?? reason)}
      </span>
    ),
    width: '40%',
  },
];

/** Why this supplier: who was eligible, in which order, and why each other one was left out. */
export const CandidatesTable = ({
  decision,
  caption = 'Candidates',
}: {
  decision: RoutingDecision;
  caption?: string;
}) => (
  <DataTable
    caption={caption}
    columns={columns}
    rows={rowsOf(decision)}
    rowKey={({ candidate }) => candidate.ref}
    density="dense"
    hasRowKeys={false}
    empty={<p className="p-4 text-muted text-sm">No supplier is registered.</p>}
  />
);
