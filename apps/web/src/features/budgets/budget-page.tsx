'use client';

import type { BudgetView } from '@switchyard/application';
import { Badge, Button, Money, PageBody, PageHeader, Skeleton, Stat, StatRow, useNow } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { ReadError } from '../../trpc/read-error.tsx';
import { BudgetChart } from './budget-chart.tsx';
import { BudgetHistory } from './budget-history.tsx';
import { nameSubject, periodLabels, usedOf } from './budget-words.ts';

const BudgetForm = dynamic(() => import('./budget-form.tsx').then((module) => module.BudgetForm));
const TopUpDialog = dynamic(() => import('./top-up-dialog.tsx').then((module) => module.TopUpDialog));
const RemoveBudgetDialog = dynamic(() =>
  import('./remove-budget-dialog.tsx').then((module) => module.RemoveBudgetDialog),
);

const Numbers = ({ budget: { current, capMicroUsd } }: { budget: BudgetView }) => {
  if (!current) {
    return (
      <StatRow>
        <Stat label="Cap of each run" value={<Money microUsd={capMicroUsd} />} />
      </StatRow>
    );
  }
  const free = Math.max(0, current.capMicroUsd - usedOf(current) - current.heldMicroUsd);
  return (
    <StatRow>
      <Stat label="Spent" value={<Money microUsd={current.spentMicroUsd} />} hint={`in ${current.key}`} />
      <Stat label="Cost unknown" value={<Money microUsd={current.unknownMicroUsd} />} hint="at the worst case" />
      <Stat label="Held" value={<Money microUsd={current.heldMicroUsd} />} hint="for calls under way" />
      <Stat label="Free" value={<Money microUsd={free} />} />
    </StatRow>
  );
};

const refreshMs = 5000;

/** One budget: where it stands, where it leads, what it was. */
export const BudgetPage = ({ id, canManage }: { id: string; canManage: boolean }) => {
  const api = useTRPC();
  const now = useNow();
  const [open, setOpen] = useState<'form' | 'top-up' | 'remove' | null>(null);
  const query = useQuery(api.budgets.get.queryOptions({ id }, { refetchInterval: refreshMs }));
  const close = () => setOpen(null);
  const { data } = query;
  if (!data) {
    return (
      <>
        <PageHeader
          breadcrumbs={[
            { label: 'Spend', href: '/spend' },
            { label: 'Budgets', href: '/budgets' },
          ]}
          title="Budget"
        />
        <PageBody>
          <ReadError query={query} title="This budget cannot be read" />
          {query.isPending ? <Skeleton className="h-60 w-full" /> : null}
        </PageBody>
      </>
    );
  }
  const { budget } = data;
  return (
    <>
      <PageHeader
        breadcrumbs={[
          { label: 'Spend', href: '/spend' },
          { label: 'Budgets', href: '/budgets' },
          { label: budget.name },
        ]}
        title={budget.name}
        badges={
          <>
            <Badge>{budget.isHard ? 'hard' : 'warns'}</Badge>
            {budget.waiting > 0 ? <Badge tone="waiting">{budget.waiting} waiting</Badge> : null}
          </>
        }
        description={`${nameSubject(budget)}, ${periodLabels[budget.period]}`}
        actions={
          canManage ? (
            <>
              <Button variant="danger" onClick={() => setOpen('remove')}>
                Remove
              </Button>
              <Button onClick={() => setOpen('form')}>Change</Button>
              {budget.current ? (
                <Button variant="primary" onClick={() => setOpen('top-up')}>
                  Top up
                </Button>
              ) : null}
            </>
          ) : null
        }
      />
      <PageBody>
        <Numbers budget={budget} />
        {budget.current && now > 0 ? <BudgetChart current={budget.current} now={now} /> : null}
        <BudgetHistory detail={data} canManage={canManage} />
      </PageBody>
      {open === 'form' ? <BudgetForm budget={budget} onClose={close} /> : null}
      {open === 'top-up' ? <TopUpDialog budget={budget} onClose={close} /> : null}
      {open === 'remove' ? <RemoveBudgetDialog budget={budget} onClose={close} /> : null}
    </>
  );
};
