'use client';

import type { Spend } from '@switchyard/application';
import { cx, formatMoney, Link } from '@switchyard/ui';
import { type FilterInput, filterHref } from './spend-filter.ts';

type Day = Spend['days'][number];

const shortDay = (day: string): string =>
  new Date(`${day}T00:00:00Z`).toLocaleDateString('en-US', { month: 'short', day: 'numeric', timeZone: 'UTC' });

const totalOf = ({ realMicroUsd, simulatedMicroUsd }: Day): number => realMicroUsd + simulatedMicroUsd;

const describe = (day: Day): string => {
  const simulated = day.simulatedMicroUsd > 0 ? `, simulated ${formatMoney(day.simulatedMicroUsd)}` : '';
  return `${shortDay(day.day)}: spent ${formatMoney(day.realMicroUsd)}${simulated}`;
};

const percentOf = (part: number, whole: number): string => `${whole === 0 ? 0 : (part / whole) * 100}%`;

/** One day as a column that opens its receipts; on hover, for keyboards and for screen readers it is the same sentence. */
const Column = ({ day, highest, href }: { day: Day; highest: number; href: string }) => (
  <li className="h-full min-w-0 flex-1">
    <Link
      href={href}
      title={describe(day)}
      className="flex h-full w-full flex-col justify-end hover:bg-sunken focus-visible:-outline-offset-2"
    >
      <span className="sr-only">{describe(day)}</span>
      <span
        aria-hidden
        className={cx('hatched block w-full rounded-t-xs', day.realMicroUsd > 0 && 'rounded-none')}
        style={{ height: percentOf(day.simulatedMicroUsd, highest) }}
      />
      <span aria-hidden className="block w-full bg-accent" style={{ height: percentOf(day.realMicroUsd, highest) }} />
    </Link>
  </li>
);

const Legend = () => (
  <figcaption className="mb-3 flex flex-wrap gap-4 text-muted text-xs">
    <span className="inline-flex items-center gap-1.5">
      <span aria-hidden className="size-2.5 rounded-xs bg-accent" /> Spent
    </span>
    <span className="inline-flex items-center gap-1.5">
      <span aria-hidden className="hatched size-2.5 rounded-xs" /> Simulated, not spent
    </span>
  </figcaption>
);

/** Spend per day; what the simulator would have cost stands on top, apart in colour, pattern and name. */
export const SpendChart = ({ days, filter }: { days: Spend['days']; filter: FilterInput }) => {
  const highest = Math.max(...days.map(totalOf), 0);
  const [first, last] = [days[0], days.at(-1)];
  return (
    <figure className="rounded-md border border-line bg-surface p-4">
      <Legend />
      <div className="flex gap-3">
        <div
          aria-hidden
          className="flex h-40 w-14 shrink-0 flex-col justify-between text-right text-faint text-xs tabular-nums"
        >
          <span>{formatMoney(highest)}</span>
          <span>{formatMoney(0)}</span>
        </div>
        <ol aria-label="Spend per day" className="flex h-40 min-w-0 flex-1 items-end gap-px border-line border-y">
          {days.map((day) => (
            <Column
              key={day.day}
              day={day}
              highest={highest}
              href={filterHref('/receipts', filter, { days: null, from: day.day, to: day.day })}
            />
          ))}
        </ol>
      </div>
      <div aria-hidden className="mt-1 ml-17 flex justify-between text-faint text-xs">
        <span>{first ? shortDay(first.day) : ''}</span>
        <span>{last ? shortDay(last.day) : ''}</span>
      </div>
    </figure>
  );
};
