'use client';

import type { Spend, SpendShare } from '@switchyard/application';
import { Money, PageBody, PageHeader, Section, Skeleton, Stat, StatRow, Tabs } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import { parseAsString, useQueryState } from 'nuqs';
import { useTRPC } from '../../trpc/client.tsx';
import { ReadError } from '../../trpc/read-error.tsx';
import { FilterRow, useSpendFilter } from './filter-row.tsx';
import { NumberLink } from './number-link.tsx';
import { SavingsLine } from './savings-line.tsx';
import { type Narrow, ShareTable } from './share-table.tsx';
import { SpendChart } from './spend-chart.tsx';
import { type FilterInput, filterHref } from './spend-filter.ts';
import { SpendSections } from './spend-sections.tsx';

const count = (value: number) => value.toLocaleString('en-US');

interface NumbersProps {
  readonly spend: Spend;
  readonly filter: FilterInput;
}

const Numbers = ({ spend: { real, simulated, correctedMicroUsd, from, to }, filter }: NumbersProps) => {
  const behind = (change: Readonly<Record<string, string | boolean>>): string =>
    filterHref('/receipts', { ...filter, from, to, days: null }, change);
  return (
    <StatRow>
      <Stat
        label="Spent"
        value={
          <NumberLink href={behind({ isSimulated: false })}>
            <Money microUsd={real.costMicroUsd} />
          </NumberLink>
        }
        hint={
          correctedMicroUsd === 0 ? (
            `${count(real.attempts)} attempts`
          ) : (
            <>
              of it{' '}
              <NumberLink href={filterHref('/spend/invoices', {}, { correctedFrom: from, correctedTo: to })}>
                corrections: <Money microUsd={correctedMicroUsd} />
              </NumberLink>
            </>
          )
        }
      />
      <Stat
        label="Simulated, not spent"
        value={
          <NumberLink href={behind({ isSimulated: true })}>
            <Money microUsd={simulated.costMicroUsd} />
          </NumberLink>
        }
        hint={`${count(simulated.attempts)} attempts`}
      />
      <Stat
        label="Tokens read"
        value={<NumberLink href={behind({})}>{count(real.inputTokens + simulated.inputTokens)}</NumberLink>}
        hint={`${count(real.cachedInputTokens + simulated.cachedInputTokens)} from a cache`}
      />
      <Stat
        label="Tokens written"
        value={<NumberLink href={behind({})}>{count(real.outputTokens + simulated.outputTokens)}</NumberLink>}
      />
      {real.cacheHits + simulated.cacheHits > 0 ? (
        <Stat
          className="max-sm:col-span-2"
          label="Saved by the cache"
          value={
            <NumberLink href={behind({ isCacheHit: true })}>
              <Money microUsd={real.savedMicroUsd} />
            </NumberLink>
          }
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
};

const modelFields: Narrow = (key) => {
  const slash = key.indexOf('/');
  // Nobody, or somebody without models.
  if (slash < 0) return key === 'none' ? { supplierSlug: key } : { supplierSlug: key, modelKey: 'none' };
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
        <ReadError query={spend} title="The spend cannot be read" />
        {spend.data ? (
          <>
            <Numbers spend={spend.data} filter={input} />
            <SpendChart days={spend.data.days} filter={input} />
            <SavingsLine taskSlug={input.taskSlug} />
            <Section title="Where it went">
              <Shares spend={spend.data} filter={input} />
            </Section>
          </>
        ) : null}
        {spend.isPending ? <Skeleton className="h-60 w-full" /> : null}
      </PageBody>
    </>
  );
};
