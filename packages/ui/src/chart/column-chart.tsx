'use client';

import { type KeyboardEvent, useRef, useState } from 'react';
import { cx } from '../cx.ts';
import { Link } from '../link.tsx';
import { Tooltip } from '../tooltip.tsx';
import { ChartFrame } from './chart-frame.tsx';
import { niceTicks } from './nice-ticks.ts';

/** One thing that is drawn of every column. Bars stand on each other, marks are lines across the column. */
export interface ChartSeries {
  readonly key: string;
  readonly label: string;
  readonly look: 'bar' | 'hatched' | 'mark';
}

export interface ChartColumn {
  readonly key: string;
  /** At the foot of the column, short. */
  readonly label: string;
  /** What the column says, as a sentence. */
  readonly sentence: string;
  /** What it is made of. */
  readonly href: string;
  /** One value per series, in the unit of the chart. */
  readonly values: readonly number[];
}

export interface ColumnChartProps {
  /** What is drawn. */
  readonly label: string;
  /** What the scale counts, such as “US dollars a day”. */
  readonly unit: string;
  readonly series: readonly ChartSeries[];
  /** At most so many columns, as fit where the chart is narrow or wide. */
  readonly columnsFor: (max: number) => readonly ChartColumn[];
  readonly format: (value: number) => string;
  /** For the marks of the scale, where `format` would round them to the same. */
  readonly formatTick?: (value: number) => string;
}

/** A column is a link and at least 24 px wide (WCAG 2.5.8): so many fit beside the scale. */
const columnsMax = { narrow: 10, wide: 31 } as const;

/**
 * Values over time. Each column opens what it is made of; arrow keys go from one to the next, and the same values are below as a
 * table.
 */
export const ColumnChart = ({ label, unit, series, columnsFor, format, formatTick = format }: ColumnChartProps) => (
  <ChartFrame
    label={label}
    unit={unit}
    series={series}
    rows={columnsFor(Number.POSITIVE_INFINITY).map(({ key, label: name, href, values }) => ({
      key,
      label: name,
      href,
      values: values.map(format),
    }))}
  >
    {(['narrow', 'wide'] as const).map((size) => (
      <Plot
        key={size}
        label={label}
        series={series}
        columns={columnsFor(columnsMax[size])}
        format={formatTick}
        className={size === 'narrow' ? 'xl:hidden' : 'max-xl:hidden'}
      />
    ))}
  </ChartFrame>
);

interface PlotProps extends Pick<ColumnChartProps, 'label' | 'series' | 'format'> {
  readonly columns: readonly ChartColumn[];
  readonly className: string;
}

const isBar = ({ look }: ChartSeries): boolean => look !== 'mark';

const heightOf = (series: readonly ChartSeries[], { values }: ChartColumn): number => {
  const bars = values.reduce((sum, value, index) => sum + (series[index]?.look === 'mark' ? 0 : value), 0);
  return Math.max(bars, ...values.filter((_, index) => series[index]?.look === 'mark'));
};

const Plot = ({ label, series, columns, format, className }: PlotProps) => {
  const list = useRef<HTMLOListElement>(null);
  // Newest last: where the keyboard arrives.
  const [at, setAt] = useState<number | null>(null);
  const current = Math.min(at ?? columns.length - 1, columns.length - 1);
  const ticks = niceTicks(Math.max(0, ...columns.map((column) => heightOf(series, column))));
  const top = ticks.at(-1) || 1;
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -columns.length, End: columns.length }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = Math.min(columns.length - 1, Math.max(0, current + step));
    setAt(next);
    list.current?.querySelectorAll('a')[next]?.focus();
  };
  return (
    <div className={className}>
      <div className="flex gap-3">
        <Scale ticks={ticks} format={format} />
        <div className="relative h-40 min-w-0 flex-1">
          {ticks.map((tick) => (
            <span
              key={tick}
              aria-hidden
              className="absolute inset-x-0 border-line border-t"
              style={{ bottom: `${(tick / top) * 100}%` }}
            />
          ))}
          <ol ref={list} aria-label={label} onKeyDown={onKeyDown} className="absolute inset-0 flex items-end gap-px">
            {columns.map((column, index) => (
              <Column key={column.key} {...{ column, series, top }} isCurrent={index === current} />
            ))}
          </ol>
        </div>
      </div>
      <div aria-hidden className="mt-1 ml-17 flex justify-between text-faint text-xs tabular-nums">
        <span>{columns[0]?.label}</span>
        {columns.length > 2 ? <span>{columns[Math.floor(columns.length / 2)]?.label}</span> : null}
        <span>{columns.length > 1 ? columns.at(-1)?.label : ''}</span>
      </div>
    </div>
  );
};

const Scale = ({ ticks, format }: { ticks: readonly number[]; format: (value: number) => string }) => (
  <div
    aria-hidden
    className="flex h-40 w-14 shrink-0 flex-col-reverse justify-between text-right text-faint text-xs tabular-nums"
  >
    {ticks.map((tick) => (
      <span key={tick} className="-my-2 leading-4">
        {format(tick)}
      </span>
    ))}
  </div>
);

interface ColumnProps {
  readonly column: ChartColumn;
  readonly series: readonly ChartSeries[];
  readonly top: number;
  readonly isCurrent: boolean;
}

const Column = ({ column: { sentence, href, values }, series, top, isCurrent }: ColumnProps) => (
  <li className="h-full min-w-0 flex-1">
    <Tooltip content={sentence}>
      <Link
        href={href}
        tabIndex={isCurrent ? 0 : -1}
        className="relative flex h-full w-full flex-col-reverse hover:bg-sunken focus-visible:-outline-offset-2"
      >
        <span className="sr-only">{sentence}</span>
        {series.map((each, index) => (
          <span
            key={each.key}
            aria-hidden
            hidden={!values[index]}
            className={cx(
              'w-full',
              each.look === 'bar' && 'bg-accent',
              each.look === 'hatched' && 'hatched',
              each.look === 'mark' && 'absolute inset-x-0 border-ink border-t-2',
            )}
            style={{ [isBar(each) ? 'height' : 'bottom']: `${((values[index] ?? 0) / top) * 100}%` }}
          />
        ))}
      </Link>
    </Tooltip>
  </li>
);
