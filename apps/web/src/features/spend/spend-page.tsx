'use client';

import type { Spend, SpendShare } from '@switchyard/application';
import { ErrorState, Money, PageBody, PageHeader, Section, Skeleton, Stat, StatRow, Tabs } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import { parseAsString, useQueryState } from 'nuqs';
import { useTRPC } from '../../trpc/client.tsx';
import { FilterRow, useSpendFilter } from './filter-row.tsx';
import { SavingsLine } from './savings-line.tsx';
import { type Narrow, ShareTable } from './share-table.tsx';
import { SpendChart } from './spend-chart.tsx';
import type { FilterInput } from './spend-filter.ts';
import { SpendSections } from './spend-sections.tsx';

const count = (value: number) => value.toLocaleString('en-US');

const Numbers = ({ spend: { real, simulated, correctedMicroUsd } }: { spend: Spend }) => (
  <StatRow>
    <Stat
      label="Spent"
      value={<Money microUsd={real.costMicroUsd} />}
      hint={
        correctedMicroUsd === 0 ? (
          `${count(real.attempts)} attempts`
        ) : (
          <>
            of it corrections: <Money microUsd={correctedMicroUsd} />
          </>
        )
      }
    />
    <Stat
      label="Simulated, not spent"
      value={<Money microUsd={simulated.costMicroUsd} />}
      hint={`${count(simulated.attempts)} attempts`}
    />
    <Stat
      label="Tokens read"
      value={count(real.inputTokens + simulated.inputTokens)}
      hint={`${count(real.cachedInputTokens + simulated.cachedInputTokens)} from a cache`}
    />
    <Stat label="Tokens written" value={count(real.outputTokens + simulated.outputTokens)} />
    {real.cacheHits + simulated.cacheHits > 0 ? (
      <Stat
        className="max-sm:col-span-2"
        label="Saved by the cache"
        value={<Money microUsd={real.savedMicroUsd} />}
        hint={
          simulated.cacheHits > 0 ? (
            <>
              {count(real.cacheHits + simulated.cacheHits)} answers given again, simulated{' '}
              <Money microUsd={simulated.savedMicroUsd} />
            </>
          ) : (
            `${count(real.cacheHits)} answers given again`
          )
        }
      />
    ) : null}
  </StatRow>
);

const modelFields: Narrow = (key) => {
  const slash = key.indexOf('/');
  if (slash < 0) return { supplierSlug: key };
  return { supplierSlug: key.slice(0, slash), modelKey: key.slice(slash + 1) };
};

interface Table {
  readonly value: string;
  readonly label: string;
  readonly shares: (spend: Spend) => readonly SpendShare[];
  readonly narrow: Narrow;
}

const tables: readonly Table[] = [
  {
    value: 'supplier',
    label: 'Supplier',
    shares: ({ bySupplier }) => bySupplier,
    narrow: (supplierSlug) => ({ supplierSlug }),
  },
  { value: 'model', label: 'Model', shares: ({ byModel }) => byModel, narrow: modelFields },
  { value: 'task', label: 'Task', shares: ({ byTask }) => byTask, narrow: (taskSlug) => ({ taskSlug }) },
  { value: 'workflow', label: 'Process', shares: ({ byWorkflow }) => byWorkflow, narrow: (workflow) => ({ workflow }) },
  { value: 'person', label: 'Person', shares: ({ byPerson }) => byPerson, narrow: (person) => ({ person }) },
  { value: 'key', label: 'API key', shares: ({ byApiKey }) => byApiKey, narrow: (apiKey) => ({ apiKey }) },
  { value: 'origin', label: 'Part of', shares: ({ byOrigin }) => byOrigin, narrow: (origin) => ({ origin }) },
];

const Shares = ({ spend, filter }: { spend: Spend; filter: FilterInput }) => {
  const [tab, setTab] = useQueryState('by', parseAsString.withDefault('supplier'));
  return (
    <Tabs
      label="Spend by"
      value={tab}
      onChange={(next) => void setTab(next)}
      tabs={tables.map(({ value, label, shares, narrow }) => ({
        value,
        label,
        content: (
          <ShareTable
            header={label}
            shares={shares(spend)}
            filter={{ ...filter, from: spend.from, to: spend.to, days: null }}
            narrow={narrow}
          />
        ),
      }))}
    />
  );
};

/** Ids in the filter by the names that the tables have for them. */
const namesIn = (spend: Spend | undefined): Record<string, string> =>
  Object.fromEntries(
    spend
      ? [spend.byWorkflow, spend.byPerson, spend.byApiKey].flatMap((shares) =>
          shares.map(({ key, label }) => [key, label] as const),
        )
      : [],
  );

/** What AI work cost, by day and by everything that a receipt knows. */
export const SpendPage = () => {
  const api = useTRPC();
  const { input } = useSpendFilter();
  const spend = useQuery({
    ...api.receipts.spend.queryOptions(input),
    placeholderData: (before) => before,
  });
  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: 'Spend' }]}
        title="Spend"
        description="Every attempt is counted, also those whose answer was not accepted."
      >
        <SpendSections />
      </PageHeader>
      <PageBody>
        <FilterRow names={namesIn(spend.data)} />
        {spend.error ? <ErrorState title="The spend cannot be read" safe={spend.error.message} /> : null}
        {spend.data ? (
          <>
            <Numbers spend={spend.data} />
            <SpendChart days={spend.data.days} filter={input} />
            <SavingsLine taskSlug={input.taskSlug} />
            <Section title="Where it went">
              <Shares spend={spend.data} filter={input} />
            </Section>
          </>
        ) : (
          <Skeleton className="h-60 w-full" />
        )}
      </PageBody>
    </>
  );
};
