'use client';

import { Badge, type Column, CopyId, DataTable, EmptyState, RelativeTime, Section } from '@switchyard/ui';
import type { SourceDetailData } from './source-types.ts';
import { showBytes } from './source-words.ts';

type Version = SourceDetailData['versions'][number];

const columnsFor = (currentNumber: number | null): readonly Column<Version>[] => [
  {
    key: 'number',
    header: 'Version',
    cell: ({ number }) => (
      <span className="inline-flex items-center gap-2">
        {number}
        {number === currentNumber ? <Badge tone="accent">Current</Badge> : null}
      </span>
    ),
  },
  { key: 'read', header: 'Read', cell: ({ fetchedAt }) => <RelativeTime at={fetchedAt} /> },
  { key: 'by', header: 'By', cell: ({ createdByName }) => createdByName ?? 'Switchyard', isHiddenOnPhone: true },
  { key: 'rows', header: 'Rows', align: 'end', cell: ({ rowCount }) => rowCount.toLocaleString('en-US') },
  { key: 'size', header: 'Size', align: 'end', cell: ({ sizeBytes }) => showBytes(sizeBytes), isHiddenOnPhone: true },
  { key: 'hash', header: 'Content hash', cell: ({ hash }) => <CopyId id={hash} />, isHiddenOnPhone: true },
];

/** Content as it was each time it changed. Runs record which of these they read. */
export const SourceVersions = ({
  versions,
  currentNumber,
}: {
  versions: readonly Version[];
  currentNumber: number | null;
}) => (
  <Section title="Versions" description="A version is added when the content changed; the newest twenty are shown.">
    <DataTable
      caption="Versions"
      density="dense"
      hasRowKeys={false}
      columns={columnsFor(currentNumber)}
      rows={versions}
      rowKey={({ id }) => id}
      empty={<EmptyState title="No version yet" />}
    />
  </Section>
);
