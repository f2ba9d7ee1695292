'use client';

import { Money, PageBody, PageHeader, Stat, StatRow } from '@switchyard/ui';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/client.tsx';
import { BudgetNotices } from './budget-notices.tsx';
import { ChangeList } from './change-list.tsx';
import { DriftNotices } from './drift-notices.tsx';
import { FirstSteps } from './first-steps.tsx';
import { HomePart } from './home-part.tsx';
import { InboxPreview } from './inbox-preview.tsx';
import { StuckList } from './stuck-list.tsx';

const refreshEveryMs = 15_000;

const describeAttention = ({ count, isMore }: { count: number; isMore: boolean }): string =>
  count === 0 ? 'Needs attention' : `${count}${isMore ? '+' : ''} need attention`;

/** What waits for me; what is stuck and why; what ran and what it cost; what changed. In this order. */
export const HomeView = ({ firstName }: { firstName: string }) => {
  const api = useTRPC();
  const { data } = useSuspenseQuery({ ...api.home.get.queryOptions(), refetchInterval: refreshEveryMs });
  const { inbox, stuck, today, changes, attention, budgets, drifts, firstSteps } = data;
  const waiting = inbox.isMore ? `${inbox.count}+` : String(inbox.count);
  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: 'Home' }]}
        title={`Hello, ${firstName}`}
        description={inbox.count === 0 ? 'Nothing waits for you.' : `${waiting} waiting for you.`}
      />
      <PageBody>
        {firstSteps ? <FirstSteps done={firstSteps} /> : null}
        <HomePart title="Waits for you" href="/inbox" more="Open inbox">
          <InboxPreview items={inbox.items} />
        </HomePart>
        <HomePart title="Today" href="/runs" more="All runs">
          <StatRow>
            <Stat label="Started" value={today.started} hint="since midnight UTC" />
            <Stat label="Completed" value={today.completed} />
            <Stat label="Waiting for people or time" value={today.waiting} />
            <Stat label="Failed" value={today.failed} />
            <Stat
              label="AI cost"
              value={<Money microUsd={today.costMicroUsd} />}
              hint={today.isSimulated ? 'partly simulated' : 'all suppliers'}
            />
          </StatRow>
        </HomePart>
        {budgets && budgets.length > 0 ? (
          <HomePart title="Budgets to look at" href="/budgets" more="All budgets">
            <BudgetNotices budgets={budgets} />
          </HomePart>
        ) : null}
        {drifts && drifts.length > 0 ? (
          <HomePart title="Has become worse" href="/evals" more="Evals">
            <DriftNotices drifts={drifts} />
          </HomePart>
        ) : null}
        <HomePart title="Stuck, and why" href="/runs/attention" more={describeAttention(attention)}>
          <StuckList runs={stuck} />
        </HomePart>
        {changes ? (
          <HomePart title="What changed" href="/audit" more="Audit trail">
            <ChangeList changes={changes} />
          </HomePart>
        ) : null}
      </PageBody>
    </>
  );
};
