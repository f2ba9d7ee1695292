import { cx } from '../cx.ts';
import { Link } from '../link.tsx';
import { ChartFrame } from './chart-frame.tsx';
import { niceTicks } from './nice-ticks.ts';

/** One thing that is drawn of every row, on top of each other: the longest first. */
export interface BarSeries {
  readonly key: string;
  readonly label: string;
  readonly look: 'bar' | 'soft' | 'mark';
}

export interface ChartBar {
  readonly key: string;
  readonly label: string;
  /** Behind the label, such as “simulated”. */
  readonly note?: string | undefined;
  readonly href: string;
  /** One value per series; null where it is not known. */
  readonly values: readonly (number | null)[];
}

export interface BarChartProps {
  readonly label: string;
  readonly unit: string;
  readonly series: readonly BarSeries[];
  readonly bars: readonly ChartBar[];
  readonly format: (value: number) => string;
}

/** Values beside each other, a row for each; the name of a row opens what it is made of. */
export const BarChart = ({ label, unit, series, bars, format }: BarChartProps) => {
  const ticks = niceTicks(Math.max(0, ...bars.flatMap(({ values }) => values.map((value) => value ?? 0))));
  const top = ticks.at(-1) || 1;
  const say = (value: number | null) => (value === null ? '–' : format(value));
  const rows = bars.map(({ values, note, label: name, ...bar }) => ({
    ...bar,
    label: note === undefined ? name : `${name} (${note})`,
    values: values.map(say),
  }));
  return (
    <ChartFrame label={label} unit={unit} series={series} rows={rows}>
      <ul aria-label={label} className="flex flex-col gap-2">
        {bars.map((bar) => (
          <Bar key={bar.key} {...{ bar, series, top, say }} />
        ))}
      </ul>
      <div aria-hidden className="mt-1 flex justify-between text-faint text-xs tabular-nums sm:ml-63">
        {ticks.map((tick) => (
          <span key={tick}>{format(tick)}</span>
        ))}
      </div>
    </ChartFrame>
  );
};

interface BarProps {
  readonly bar: ChartBar;
  readonly series: readonly BarSeries[];
  readonly top: number;
  readonly say: (value: number | null) => string;
}

const Bar = ({ bar: { label, note, href, values }, series, top, say }: BarProps) => {
  const sentence = series.map((each, index) => `${each.label} ${say(values[index] ?? null)}`).join(', ');
  return (
    <li className="grid items-center gap-x-3 gap-y-1 text-xs sm:grid-cols-[240px_1fr]">
      <Link
        href={href}
        title={sentence}
        className="relative flex min-h-6 min-w-0 items-center gap-1.5 hover:underline focus-visible:outline-offset-2"
      >
        <span className="min-w-0 truncate font-mono">{label}</span>
        {note === undefined ? null : <span className="shrink-0 text-muted">{note}</span>}
        <span className="sr-only">: {sentence}</span>
      </Link>
      <span aria-hidden className="relative block h-4 bg-sunken">
        {series.map((each, index) => (
          <span
            key={each.key}
            hidden={!values[index]}
            className={cx(
              'absolute inset-y-0 left-0',
              each.look === 'bar' && 'bg-accent',
              each.look === 'soft' && 'bg-line-strong',
              each.look === 'mark' && 'border-ink border-r-2',
            )}
            style={{ width: `${((values[index] ?? 0) / top) * 100}%` }}
          />
        ))}
      </span>
    </li>
  );
};
