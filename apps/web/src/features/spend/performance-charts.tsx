'use client';

import type { SupplierPerformance, UnitCost } from '@switchyard/application';
import { BarChart, type ChartColumn, ColumnChart, formatMoney } from '@switchyard/ui';
import { dayAfter, daysBetween, shortDay, toSpans } from './day-spans.ts';
import { moneyTick } from './money-tick.ts';
import { type FilterInput, filterHref } from './spend-filter.ts';

type Performance = SupplierPerformance['candidates'][number];
type Point = UnitCost['days'][number];

/** So many rows say enough; the table below has them all. */
const rowsMax = 12;

/** A supplier and a model as fields of the filter. */
export const splitRef = (ref: string): Record<string, string> => {
  const slash = ref.indexOf('/');
  return slash < 0
    ? { supplierSlug: ref, modelKey: 'none' }
    : { supplierSlug: ref.slice(0, slash), modelKey: ref.slice(slash + 1) };
};

export const duration = (ms: number | null): string =>
  ms === null ? '–' : ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;

const latency = [
  { key: 'p95', label: '95th of 100', look: 'soft' },
  { key: 'p50', label: 'Median', look: 'bar' },
  // Also of those that were only asked beside others, whose single durations are not kept apart.
  { key: 'mean', label: 'Mean', look: 'mark' },
] as const;
const errors = [{ key: 'errors', label: 'Errors and timeouts', look: 'bar' }] as const;

const rowOf = (filter: FilterInput, { ref, isSimulated }: Performance) => ({
  key: `${ref}/${isSimulated}`,
  label: ref,
  note: isSimulated ? 'simulated' : undefined,
  href: filterHref('/receipts', filter, { ...splitRef(ref), isSimulated }),
});

/** How quick and how dependable each supplier is, beside the others. */
export const SupplierCharts = ({ candidates, filter }: { candidates: readonly Performance[]; filter: FilterInput }) => {
  const shown = candidates.slice(0, rowsMax);
  return (
    <div className="grid gap-4 xl:grid-cols-2">
      <BarChart
        label="Latency by supplier"
        unit="time to the whole answer"
        series={latency}
        bars={shown.map((each) => ({ ...rowOf(filter, each), values: [each.p95Ms, each.p50Ms, each.meanMs] }))}
        format={duration}
      />
      <BarChart
        label="Errors by supplier"
        unit="% of attempts"
        series={errors}
        bars={shown.map((each) => ({ ...rowOf(filter, each), values: [each.errorShare * 100] }))}
        format={(percent) => `${Number(percent.toFixed(1))} %`}
      />
    </div>
  );
};

const cost = [
  { key: 'median', label: 'Median run', look: 'bar' },
  { key: 'p95', label: '95th of 100', look: 'mark' },
] as const;

const highest = (points: readonly Point[], key: 'medianMicroUsd' | 'p95MicroUsd'): number =>
  Math.max(0, ...points.map((point) => point[key]));

/** Of several days in one column the dearest is drawn: what sticks out must not be averaged away. */
const toColumn = (days: readonly string[], found: ReadonlyMap<string, Point>): ChartColumn[] => {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return [];
  const points = days.flatMap((day) => found.get(day) ?? []);
  const runs = points.reduce((sum, point) => sum + point.runs, 0);
  const [median, p95] = [highest(points, 'medianMicroUsd'), highest(points, 'p95MicroUsd')];
  const when = first === last ? shortDay(first) : `${shortDay(first)} to ${shortDay(last)}, dearest day`;
  const says = `median ${formatMoney(median)}, 95th of 100 ${formatMoney(p95)}, ${runs.toLocaleString('en-US')} runs`;
  return [
    {
      key: first,
      label: shortDay(first),
      sentence: `${when}: ${runs === 0 ? 'no run' : says}`,
      href: runsOf(first, last),
      values: [median, p95],
    },
  ];
};

/** The runs that a cost of runs is of: each leads to its receipts. */
export const runsOf = (from: string, to: string): string =>
  filterHref('/runs', { from: `${from}T00:00:00Z`, to: `${dayAfter(to)}T00:00:00Z`, ended: true });

/** What a run costs, day by day. */
export const UnitCostChart = ({ cost: { from, to, days } }: { cost: UnitCost }) => {
  const found = new Map(days.map((point) => [point.day, point]));
  return (
    <ColumnChart
      label="Cost of a run by the day it began"
      unit="US dollars a run"
      series={cost}
      columnsFor={(max) => toSpans(daysBetween(from, to), max).flatMap((part) => toColumn(part, found))}
      format={(microUsd) => formatMoney(microUsd)}
      formatTick={moneyTick}
    />
  );
};
