'use client';

import type { SupplierPerformance, UnitCost } from '@switchyard/application';
import { type Column, DataTable, Link, Money, Section, Skeleton, StatusBadge } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/client.tsx';
import { ReadError } from '../../trpc/read-error.tsx';
import { FilterRow, useSpendFilter } from './filter-row.tsx';
import { NumberLink } from './number-link.tsx';
import { duration, runsOf, SupplierCharts, splitRef, UnitCostChart } from './performance-charts.tsx';
import { SectionPage } from './section-page.tsx';
import { type FilterInput, filterHref } from './spend-filter.ts';

type Performance = SupplierPerformance['candidates'][number];
type Point = UnitCost['days'][number];

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

const supplierColumns = (filter: FilterInput): readonly Column<Performance>[] => {
  const behind = (
    { ref, isSimulated }: Pick<Performance, 'ref' | 'isSimulated'>,
    more: Readonly<Record<string, boolean>> = {},
  ): string => filterHref('/receipts', filter, { ...splitRef(ref), isSimulated, ...more });
  return [
    {
      key: 'ref',
      header: 'Supplier and model',
      width: '40%',
      cell: ({ ref, isSimulated }) => (
        <span className="flex min-w-0 items-center gap-2 max-sm:flex-col max-sm:items-start max-sm:gap-1 max-sm:py-1">
          <Link
            href={behind({ ref, isSimulated })}
            className="min-w-0 max-w-full truncate font-mono text-xs underline decoration-line-strong underline-offset-2 hover:decoration-current"
          >
            {ref}
          </Link>
          {isSimulated ? <StatusBadge status="simulated" /> : null}
        </span>
      ),
    },
    {
      key: 'attempts',
      header: 'Attempts',
      align: 'end',
      cell: (each) => <NumberLink href={behind(each)}>{each.attempts.toLocaleString('en-US')}</NumberLink>,
      isHiddenOnPhone: true,
    },
    {
      key: 'errors',
      header: 'Errors',
      align: 'end',
      cell: (each) => (
        <NumberLink
          href={behind(each, { hasErrors: true })}
          label={`${percent(each.errorShare)}: ${each.errors} errors and timeouts of ${each.ref}`}
        >
          {percent(each.errorShare)}
        </NumberLink>
      ),
    },
    {
      key: 'mean',
      header: 'Mean',
      align: 'end',
      cell: (each) => <NumberLink href={behind(each)}>{duration(each.meanMs)}</NumberLink>,
      isHiddenOnPhone: true,
    },
    {
      key: 'p50',
      header: 'Median',
      align: 'end',
      cell: (each) => <NumberLink href={behind(each)}>{duration(each.p50Ms)}</NumberLink>,
      isHiddenOnPhone: true,
    },
    {
      key: 'p95',
      header: '95th of 100',
      align: 'end',
      cell: (each) => <NumberLink href={behind(each)}>{duration(each.p95Ms)}</NumberLink>,
    },
  ];
};

const costColumns: readonly Column<Point>[] = [
  { key: 'day', header: 'Day', cell: ({ day }) => day },
  {
    key: 'runs',
    header: 'Runs',
    align: 'end',
    cell: ({ day, runs }) => <NumberLink href={runsOf(day, day)}>{runs.toLocaleString('en-US')}</NumberLink>,
  },
  {
    key: 'mean',
    header: 'Mean',
    align: 'end',
    cell: ({ day, meanMicroUsd }) => (
      <NumberLink href={runsOf(day, day)}>
        <Money microUsd={meanMicroUsd} />
      </NumberLink>
    ),
    isHiddenOnPhone: true,
  },
  {
    key: 'median',
    header: 'Median',
    align: 'end',
    cell: ({ day, medianMicroUsd }) => (
      <NumberLink href={runsOf(day, day)}>
        <Money microUsd={medianMicroUsd} />
      </NumberLink>
    ),
  },
  {
    key: 'p95',
    header: '95th of 100',
    align: 'end',
    cell: ({ day, p95MicroUsd }) => (
      <NumberLink href={runsOf(day, day)}>
        <Money microUsd={p95MicroUsd} />
      </NumberLink>
    ),
  },
];

const Suppliers = ({ filter }: { filter: FilterInput }) => {
  const api = useTRPC();
  const query = useQuery(api.analysis.suppliers.queryOptions(filter));
  const { data } = query;
  if (query.isLoadingError) return <ReadError query={query} title="The suppliers cannot be compared" />;
  if (!data) return <Skeleton className="h-40 w-full" />;
  return (
    <Section
      title="Suppliers"
      description={`How quick and how dependable. Attempts, errors and mean are of all; median and 95th of the newest ${data.sampled.toLocaleString('en-US')} receipts with one attempt, of ${data.receipts.toLocaleString('en-US')} in this period.`}
    >
      {data.candidates.length === 0 ? null : <SupplierCharts candidates={data.candidates} filter={filter} />}
      <DataTable
        caption="Latency and errors by supplier"
        columns={supplierColumns({ ...filter, from: data.from, to: data.to })}
        rows={data.candidates}
        rowKey={({ ref, isSimulated }) => `${ref}/${isSimulated}`}
        density="dense"
        hasRowKeys={false}
        empty={<p className="p-4 text-muted text-sm">Nobody was asked in this period.</p>}
      />
    </Section>
  );
};

const UnitCosts = ({ days }: { days: number }) => {
  const api = useTRPC();
  const query = useQuery(api.analysis.unitCost.queryOptions({ days: Math.min(days, 366) }));
  const { data } = query;
  if (query.isLoadingError) return <ReadError query={query} title="The cost of runs cannot be read" />;
  if (!data) return <Skeleton className="h-40 w-full" />;
  return (
    <Section
      title="Cost of a run"
      description={`Runs that have ended, by the day they began${data.hasSimulated ? '; simulated runs are among them' : ''}.`}
    >
      {data.runs === 0 ? null : <UnitCostChart cost={data} />}
      <DataTable
        caption="Cost of a run by day"
        columns={costColumns}
        rows={data.days.toReversed()}
        rowKey={({ day }) => day}
        density="dense"
        hasRowKeys={false}
        empty={<p className="p-4 text-muted text-sm">No run has ended in this period.</p>}
      />
    </Section>
  );
};

/** How quick and dependable suppliers are, and what a run costs over time. */
export const PerformancePage = () => {
  const { input } = useSpendFilter();
  return (
    <SectionPage
      title="Performance"
      description="Latency and errors of each supplier, and what a run costs day by day."
    >
      <FilterRow />
      <Suppliers filter={input} />
      <UnitCosts days={input.days} />
    </SectionPage>
  );
};
