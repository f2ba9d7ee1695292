'use client';

import { type Column, DataTable, RelativeTime, Section } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/client.tsx';
import type { Migration } from './migration-types.ts';

const states: Record<Migration['status'], string> = {
  planning: 'Dry run not finished',
  planned: 'Dry run',
  applying: 'Not finished',
  done: 'Done',
};

const columns: readonly Column<Migration>[] = [
  {
    key: 'what',
    header: 'Migration',
    cell: ({ fromVersion, toVersion }) => `${fromVersion ?? 'Every other'} → ${toVersion}`,
  },
  { key: 'state', header: 'State', cell: ({ status }) => states[status] },
  {
    key: 'runs',
    header: 'Moved',
    align: 'end',
    cell: ({ outcomes, total }) => `${outcomes.moved} of ${total}`,
  },
  { key: 'who', header: 'By', cell: ({ createdBy }) => createdBy, isHiddenOnPhone: true },
  { key: 'when', header: 'When', cell: ({ createdAt }) => <RelativeTime at={createdAt} />, isHiddenOnPhone: true },
];

/** The last migrations of this workflow; those that were left can be gone on with. */
export const EarlierMigrations = ({ slug, current }: { slug: string; current: string | null }) => {
  const trpc = useTRPC();
  const list = useQuery(trpc.runMigrations.list.queryOptions({ workflowSlug: slug }));
  const items = list.data?.items.filter(({ id }) => id !== current) ?? [];
  if (items.length === 0) return null;
  return (
    <Section title="Earlier migrations">
      <DataTable
        caption="Earlier migrations"
        columns={columns}
        rows={items}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/workflows/${slug}/versions/move?migration=${id}`}
        hasRowKeys={false}
      />
    </Section>
  );
};
