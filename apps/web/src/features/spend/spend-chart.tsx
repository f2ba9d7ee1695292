'use client';

import type { Spend } from '@switchyard/application';
import { type ChartColumn, ColumnChart, formatMoney } from '@switchyard/ui';
import { shortDay, toSpans } from './day-spans.ts';
import { moneyTick } from './money-tick.ts';
import { type FilterInput, filterHref } from './spend-filter.ts';

type Day = Spend['days'][number];

const sum = (days: readonly Day[], key: 'realMicroUsd' | 'simulatedMicroUsd'): number =>
  days.reduce((total, day) => total + day[key], 0);

const toColumn = (days: readonly Day[], filter: FilterInput): ChartColumn[] => {
  const [first, last] = [days[0]?.day, days.at(-1)?.day];
  if (first === undefined || last === undefined) return [];
  const [real, simulated] = [sum(days, 'realMicroUsd'), sum(days, 'simulatedMicroUsd')];
  const when = first === last ? shortDay(first) : `${shortDay(first)} to ${shortDay(last)}`;
  const not = simulated > 0 ? `, simulated ${formatMoney(simulated)}` : '';
  return [
    {
      key: first,
      label: shortDay(first),
      sentence: `${when}: spent ${formatMoney(real)}${not}`,
      href: filterHref('/receipts', filter, { days: null, from: first, to: last }),
      values: [real, simulated],
    },
  ];
};

const series = [
  { key: 'real', label: 'Spent', look: 'bar' },
  { key: 'simulated', label: 'Simulated, not spent', look: 'hatched' },
] as const;

/** Spend over time; what the simulator would have cost stands on top, apart in colour, pattern and name. */
export const SpendChart = ({ days, filter }: { days: Spend['days']; filter: FilterInput }) => (
  <ColumnChart
    label="Spend over time"
    unit="US dollars"
    series={series}
    columnsFor={(max) => toSpans(days, max).flatMap((part) => toColumn(part, filter))}
    format={(microUsd) => formatMoney(microUsd)}
    formatTick={moneyTick}
  />
);
