'use client';

import type { Spend } from '@switchyard/application';
import {
  ErrorState,
  Money,
  PageBody,
  PageHeader,
  Section,
  Select,
  Skeleton,
  Stat,
  StatRow,
  Tabs,
} from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import { parseAsInteger, parseAsString, useQueryState } from 'nuqs';
import { useTRPC } from '../../trpc/client.tsx';
import { ReceiptTable } from './receipt-table.tsx';
import { ShareTable } from './share-table.tsx';
import { SpendChart } from './spend-chart.tsx';

const periods = [7, 30, 90, 365].map((days) => ({ value: String(days), label: `Last ${days} days` }));
const count = (value: number) => value.toLocaleString('en-US');

const Numbers = ({ spend: { real, simulated } }: { spend: Spend }) => (
  <StatRow>
    <Stat label="Spent" value={<Money microUsd={real.costMicroUsd} />} hint={`${count(real.attempts)} attempts`} />
    <Stat
      label="Simulated, not spent"
      value={<Money microUsd={simulated.costMicroUsd} />}
      hint={`${count(simulated.attempts)} attempts`}
    />
    <Stat label="Tokens read" value={count(real.inputTokens + simulated.inputTokens)} />
    <Stat label="Tokens written" value={count(real.outputTokens + simulated.outputTokens)} />
  </StatRow>
);

const Shares = ({ spend }: { spend: Spend }) => {
  const [tab, setTab] = useQueryState('by', parseAsString.withDefault('supplier'));
  return (
    <Tabs
      label="Spend by"
      value={tab}
      onChange={(next) => void setTab(next)}
      tabs={[
        { value: 'supplier', label: 'Supplier', content: <ShareTable header="Supplier" shares={spend.bySupplier} /> },
        { value: 'task', label: 'Task', content: <ShareTable header="Task" shares={spend.byTask} /> },
        { value: 'workflow', label: 'Process', content: <ShareTable header="Process" shares={spend.byWorkflow} /> },
        { value: 'receipts', label: 'Receipts', content: <ReceiptTable /> },
      ]}
    />
  );
};

/** What AI steps cost, by day, supplier, task and process. */
export const SpendPage = () => {
  const api = useTRPC();
  const [days, setDays] = useQueryState('days', parseAsInteger.withDefault(30));
  const spend = useQuery({
    ...api.receipts.spend.queryOptions({ days }),
    placeholderData: (before) => before,
  });
  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: 'Spend' }]}
        title="Spend"
        description="Every attempt is counted, also those whose answer was not accepted."
        actions={
          <Select
            aria-label="Period"
            options={periods}
            value={String(days)}
            onChange={(next) => void setDays(Number(next))}
          />
        }
      />
      <PageBody>
        {spend.error ? <ErrorState title="The spend cannot be read" safe={spend.error.message} /> : null}
        {spend.data ? (
          <>
            <Numbers spend={spend.data} />
            <SpendChart days={spend.data.days} />
            <Section title="Where it went">
              <Shares spend={spend.data} />
            </Section>
          </>
        ) : (
          <Skeleton className="h-60 w-full" />
        )}
      </PageBody>
    </>
  );
};
