'use client';

import type { BudgetView } from '@switchyard/application';
import { Badge, Button, type Column, EmptyState, PageBody, PageHeader } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import { PiggyBank } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { QueryTable } from '../../trpc/query-table.tsx';
import { BudgetBar } from './budget-bar.tsx';
import { BudgetForecast } from './budget-forecast.tsx';
import { nameSubject, periodLabels } from './budget-words.ts';

const BudgetForm = dynamic(() => import('./budget-form.tsx').then((module) => module.BudgetForm));
const TimeZoneDialog = dynamic(() => import('./time-zone-dialog.tsx').then((module) => module.TimeZoneDialog));

const columns: readonly Column<BudgetView>[] = [
  {
    key: 'name',
    header: 'Budget',
    width: '30%',
    cell: (budget) => (
      <span className="flex min-w-0 flex-col">
        <span className="truncate font-medium">{budget.name}</span>
        <span className="truncate text-muted text-xs">
          {nameSubject(budget)}, {periodLabels[budget.period]}
        </span>
      </span>
    ),
  },
  { key: 'used', header: 'Used', width: '34%', cell: (budget) => <BudgetBar budget={budget} className="py-2" /> },
  {
    key: 'forecast',
    header: 'Forecast',
    cell: ({ current, isHard }) => <BudgetForecast current={current} isHard={isHard} />,
    isHiddenOnPhone: true,
  },
  {
    key: 'kind',
    header: 'Kind',
    cell: ({ isHard, waiting }) => (
      <span className="inline-flex gap-1.5">
        <Badge>{isHard ? 'hard' : 'warns'}</Badge>
        {waiting > 0 ? <Badge tone="waiting">{waiting} waiting</Badge> : null}
      </span>
    ),
    isHiddenOnPhone: true,
  },
];

const refreshMs = 5000;

/** What may be spent, what is, and where it will end. */
export const BudgetsPage = ({ canManage, canSetZone }: { canManage: boolean; canSetZone: boolean }) => {
  const api = useTRPC();
  const [open, setOpen] = useState<'form' | 'zone' | null>(null);
  const budgets = useQuery(api.budgets.list.queryOptions(undefined, { refetchInterval: refreshMs }));
  const timeZone = budgets.data?.timeZone ?? 'UTC';
  const create = canManage ? (
    <Button variant="primary" onClick={() => setOpen('form')}>
      New budget
    </Button>
  ) : null;
  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: 'Spend', href: '/spend' }, { label: 'Budgets' }]}
        title="Budgets"
        description={`A call is made when every budget that it falls under has room for the most it can cost. Days and months begin at midnight in ${timeZone}.`}
        actions={
          <>
            {canSetZone ? <Button onClick={() => setOpen('zone')}>Time zone</Button> : null}
            {create}
          </>
        }
      />
      <PageBody>
        <QueryTable
          query={budgets}
          unreadable="The budgets cannot be read"
          caption="Budgets"
          columns={columns}
          rows={budgets.data?.items ?? []}
          rowKey={({ id }) => id}
          rowHref={({ id }) => `/budgets/${id}`}
          empty={
            <EmptyState
              icon={PiggyBank}
              title="No budgets: every call may be made"
              description="Set what the organisation, a workflow, a task, a supplier, an API key or a person may spend in a day, a month or a run."
              action={create}
            />
          }
        />
      </PageBody>
      {open === 'form' ? <BudgetForm budget={null} onClose={() => setOpen(null)} /> : null}
      {open === 'zone' ? <TimeZoneDialog timeZone={timeZone} onClose={() => setOpen(null)} /> : null}
    </>
  );
};
