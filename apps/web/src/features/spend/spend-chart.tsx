'use client';

import type { Spend } from '@switchyard/application';
import { cx, formatMoney, Link } from '@switchyard/ui';
import { type FilterInput, filterHref } from './spend-filter.ts';

type Day = Spend['days'][number];

/** One column: a day, or some days in a row where a column of each would be too narrow to hit. */
interface Span {
  readonly from: string;
  readonly to: string;
  readonly realMicroUsd: number;
  readonly simulatedMicroUsd: number;
}

/** A column is a link and at least 24 px wide (WCAG 2.5.8): so many fit beside the scale. */
const columnsMax = { narrow: 10, wide: 31 } as const;

const sum = (days: readonly Day[], key: 'realMicroUsd' | 'simulatedMicroUsd'): number =>
  days.reduce((total, day) => total + day[key], 0);

const toSpans = (days: readonly Day[], max: number): Span[] => {
  const length = Math.max(1, Math.ceil(days.length / max));
  const starts = days.filter((_, index) => index % length === 0);
  return starts.map((first, index) => {
    const part = days.slice(index * length, (index + 1) * length);
    return {
      from: first.day,
      to: part.at(-1)?.day ?? first.day,
      realMicroUsd: sum(part, 'realMicroUsd'),
      simulatedMicroUsd: sum(part, 'simulatedMicroUsd'),
    };
  });
};

const shortDay = (day: string): string =>
  new Date(`${day}T00:00:00Z`).toLocaleDateString('en-US', { month: 'short', day: 'numeric', timeZone: 'UTC' });

const describe = ({ from, to, realMicroUsd, simulatedMicroUsd }: Span): string => {
  const when = from === to ? shortDay(from) : `${shortDay(from)} to ${shortDay(to)}`;
  const simulated = simulatedMicroUsd > 0 ? `, simulated ${formatMoney(simulatedMicroUsd)}` : '';
  return `${when}: spent ${formatMoney(realMicroUsd)}${simulated}`;
};

const percentOf = (part: number, whole: number): string => `${whole === 0 ? 0 : (part / whole) * 100}%`;

/** A column that opens its receipts; on hover, for keyboards and for screen readers it is the same sentence. */
const Column = ({ span, highest, href }: { span: Span; highest: number; href: string }) => (
  <li className="h-full min-w-0 flex-1">
    <Link
      href={href}
      title={describe(span)}
      className="flex h-full w-full flex-col justify-end hover:bg-sunken focus-visible:-outline-offset-2"
    >
      <span className="sr-only">{describe(span)}</span>
      <span
        aria-hidden
        className={cx('hatched block w-full rounded-t-xs', span.realMicroUsd > 0 && 'rounded-none')}
        style={{ height: percentOf(span.simulatedMicroUsd, highest) }}
      />
      <span aria-hidden className="block w-full bg-accent" style={{ height: percentOf(span.realMicroUsd, highest) }} />
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

interface ColumnsProps {
  readonly days: Spend['days'];
  readonly filter: FilterInput;
  readonly max: number;
  readonly className: string;
}

const Columns = ({ days, filter, max, className }: ColumnsProps) => {
  const spans = toSpans(days, max);
  const highest = Math.max(...spans.map(({ realMicroUsd, simulatedMicroUsd }) => realMicroUsd + simulatedMicroUsd), 0);
  return (
    <div className={cx('gap-3', className)}>
      <div
        aria-hidden
        className="flex h-40 w-14 shrink-0 flex-col justify-between text-right text-faint text-xs tabular-nums"
      >
        <span>{formatMoney(highest)}</span>
        <span>{formatMoney(0)}</span>
      </div>
      <ol aria-label="Spend over time" className="flex h-40 min-w-0 flex-1 items-end gap-px border-line border-y">
        {spans.map((span) => (
          <Column
            key={span.from}
            span={span}
            highest={highest}
            href={filterHref('/receipts', filter, { days: null, from: span.from, to: span.to })}
          />
        ))}
      </ol>
    </div>
  );
};

/** Spend over time; what the simulator would have cost stands on top, apart in colour, pattern and name. */
export const SpendChart = ({ days, filter }: { days: Spend['days']; filter: FilterInput }) => {
  const [first, last] = [days[0], days.at(-1)];
  return (
    <figure className="rounded-md border border-line bg-surface p-4">
      <Legend />
      <Columns days={days} filter={filter} max={columnsMax.narrow} className="flex xl:hidden" />
      <Columns days={days} filter={filter} max={columnsMax.wide} className="hidden xl:flex" />
      <div aria-hidden className="mt-1 ml-17 flex justify-between text-faint text-xs">
        <span>{first ? shortDay(first.day) : ''}</span>
        <span>{last ? shortDay(last.day) : ''}</span>
      </div>
    </figure>
  );
};
