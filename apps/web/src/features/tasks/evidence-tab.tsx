'use client';

import type { TaskDetail } from '@switchyard/application';
import { type Column, CopyId, DataTable, EmptyState, RelativeTime, Section } from '@switchyard/ui';
import { History, Scale } from 'lucide-react';
import { ReceiptTable } from '../spend/receipt-table.tsx';

type EvidenceRow = TaskDetail['evidence'][number];
type VersionRow = TaskDetail['versions'][number];

const share = (part: number, whole: number): string => (whole === 0 ? '–' : `${Math.round((part / whole) * 100)} %`);

const evidenceColumns: readonly Column<EvidenceRow>[] = [
  {
    key: 'ref',
    header: 'Candidate',
    cell: ({ candidateRef }) => <span className="font-mono text-xs">{candidateRef}</span>,
  },
  {
    key: 'accepted',
    header: 'Passed the checks',
    align: 'end',
    cell: ({ accepted, attempted }) => (
      <span className="tabular-nums">
        {share(accepted, attempted)} of {attempted.toLocaleString('en-US')}
      </span>
    ),
  },
  {
    key: 'right',
    header: 'Judged right',
    align: 'end',
    cell: ({ graded, succeeded }) => (
      <span className="tabular-nums">
        {share(succeeded, graded)} of {graded.toLocaleString('en-US')}
      </span>
    ),
  },
  {
    key: 'bound',
    header: 'At least',
    align: 'end',
    cell: ({ successLowerBound }) => (
      <span className="tabular-nums">
        {successLowerBound === null ? 'not proven' : `${Math.floor(successLowerBound * 1000) / 10} %`}
      </span>
    ),
  },
];

const versionColumns: readonly Column<VersionRow>[] = [
  { key: 'number', header: 'Version', cell: ({ number }) => `v${number}` },
  { key: 'hash', header: 'Content', cell: ({ hash }) => <CopyId id={hash} /> },
  {
    key: 'by',
    header: 'Published by',
    cell: ({ publishedByName }) => <span className="text-muted">{publishedByName ?? 'the installation'}</span>,
    isHiddenOnPhone: true,
  },
  {
    key: 'at',
    header: 'When',
    align: 'end',
    cell: ({ publishedAt }) => <RelativeTime at={publishedAt} className="text-muted" />,
  },
];

/** What is known about this task: who does it how well, its versions, its receipts. */
export const EvidenceTab = ({ task, canReadReceipts }: { task: TaskDetail; canReadReceipts: boolean }) => (
  <div className="flex flex-col gap-8">
    <Section title="Evidence" description="Routing believes the lower bound, not the average.">
      <DataTable
        caption="Evidence by candidate"
        columns={evidenceColumns}
        rows={task.evidence}
        rowKey={({ candidateRef }) => candidateRef}
        density="dense"
        hasRowKeys={false}
        empty={
          <EmptyState
            icon={Scale}
            title="No evidence yet"
            description="It grows with every run and every answer that is judged."
          />
        }
      />
    </Section>
    <Section title="Versions">
      <DataTable
        caption="Versions"
        columns={versionColumns}
        rows={task.versions}
        rowKey={({ id }) => id}
        density="dense"
        hasRowKeys={false}
        empty={<EmptyState icon={History} title="Only a draft" description="Publish it, and processes can use it." />}
      />
    </Section>
    {canReadReceipts ? (
      <Section title="Receipts">
        <ReceiptTable filter={{ taskSlug: task.slug }} />
      </Section>
    ) : null}
  </div>
);
