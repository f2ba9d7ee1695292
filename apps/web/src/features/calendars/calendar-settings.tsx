'use client';

import type { CalendarSummary } from '@switchyard/application';
import { Button, type Column, EmptyState, Link, RelativeTime, Section } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import { CalendarClock } from 'lucide-react';
import { useTRPC } from '../../trpc/client.tsx';
import { QueryTable } from '../../trpc/query-table.tsx';
import { describeWeek } from './calendar-draft.ts';

const columns: readonly Column<CalendarSummary>[] = [
  { key: 'name', header: 'Name', cell: ({ name }) => name, width: '26%' },
  {
    key: 'hours',
    header: 'Open',
    cell: ({ weekly }) => <span className="text-muted tabular-nums">{describeWeek(weekly)}</span>,
    isHiddenOnPhone: true,
  },
  { key: 'zone', header: 'Time zone', cell: ({ timeZone }) => <span className="text-muted">{timeZone}</span> },
  {
    key: 'holidays',
    header: 'Holidays',
    align: 'end',
    cell: ({ holidayCount }) => <span className="tabular-nums">{holidayCount}</span>,
  },
  {
    key: 'updated',
    header: 'Changed',
    align: 'end',
    cell: ({ updatedAt }) => (
      <span className="text-muted">
        <RelativeTime at={updatedAt} />
      </span>
    ),
    isHiddenOnPhone: true,
  },
];

/** When the organisation works: what deadlines and waits in business time are counted in. */
export const CalendarSettings = ({ canEdit }: { canEdit: boolean }) => {
  const api = useTRPC();
  const calendars = useQuery(api.calendars.list.queryOptions());
  return (
    <Section
      title="Calendars"
      description="Opening hours and holidays. Deadlines and waits of workflows can be counted in them."
      actions={
        canEdit ? (
          <Button asChild variant="primary">
            <Link href="/settings/calendars/new">New calendar</Link>
          </Button>
        ) : null
      }
    >
      <QueryTable
        query={calendars}
        unreadable="The calendars cannot be read"
        caption="Calendars"
        columns={columns}
        rows={calendars.data?.items ?? []}
        rowKey={({ slug }) => slug}
        rowHref={({ slug }) => `/settings/calendars/${slug}`}
        empty={
          <EmptyState
            icon={CalendarClock}
            title="No calendars yet"
            description="Say when you work, and “within one business day” means something to every workflow."
          />
        }
      />
    </Section>
  );
};
