'use client';

import type { BudgetView } from '@switchyard/application';
import { formatMoney } from '@switchyard/ui';
import { usedOf } from './budget-words.ts';

type Current = NonNullable<BudgetView['current']>;

interface Point {
  readonly at: number;
  readonly microUsd: number;
}

const width = 720;
const height = 180;

/** What had been spent by each point in time, from nothing at the beginning. */
const pointsOf = (current: Current, now: number): Point[] => {
  let sum = 0;
  const steps = current.pace.map(({ at, spentMicroUsd }) => {
    sum += spentMicroUsd;
    return { at: Date.parse(at), microUsd: sum };
  });
  return [{ at: Date.parse(current.startsAt), microUsd: 0 }, ...steps, { at: now, microUsd: usedOf(current) }];
};

const describe = (current: Current): string => {
  const spent = `${formatMoney(usedOf(current))} of ${formatMoney(current.capMicroUsd)} used`;
  if (!current.forecast) return `${spent}. Too early for a forecast.`;
  const end = `about ${formatMoney(current.forecast.endMicroUsd)} at the end of ${current.key}`;
  return `${spent}. If it goes on like this, ${end}${current.forecast.runsOutAt ? ', more than the cap' : ''}.`;
};

/** What has been spent so far, where it leads, and the cap. */
export const BudgetChart = ({ current, now }: { current: Current; now: number }) => {
  const [from, until] = [Date.parse(current.startsAt), Date.parse(current.endsAt)];
  const end = current.forecast?.endMicroUsd ?? 0;
  const top = Math.max(current.capMicroUsd, usedOf(current), end, 1) * 1.08;
  const x = (at: number) => ((Math.min(Math.max(at, from), until) - from) / (until - from)) * width;
  const y = (microUsd: number) => height - (microUsd / top) * height;
  const spent = pointsOf(current, now);
  const line = spent.map(({ at, microUsd }) => `${x(at)},${y(microUsd)}`).join(' ');
  return (
    <figure className="rounded-md border border-line bg-surface p-4">
      <figcaption className="mb-3 flex flex-wrap gap-4 text-muted text-xs">
        <Legend line="bg-accent" label="Spent" />
        {current.forecast ? <Legend line="bg-waiting" label="Forecast (dashed)" /> : null}
        <Legend line="bg-failed" label={`Cap, ${formatMoney(current.capMicroUsd)}`} />
      </figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" className="h-44 w-full">
        <title>{describe(current)}</title>
        <line
          x1={0}
          x2={width}
          y1={height}
          y2={height}
          className="stroke-line-strong"
          vectorEffect="non-scaling-stroke"
        />
        <line
          x1={0}
          x2={width}
          y1={y(current.capMicroUsd)}
          y2={y(current.capMicroUsd)}
          className="stroke-failed"
          vectorEffect="non-scaling-stroke"
        />
        <polygon points={`0,${height} ${line} ${x(now)},${height}`} className="fill-accent-soft" />
        <polyline
          points={line}
          className="fill-transparent stroke-accent"
          strokeWidth={2}
          vectorEffect="non-scaling-stroke"
        />
        {current.forecast ? (
          <line
            x1={x(now)}
            y1={y(usedOf(current))}
            x2={width}
            y2={y(end)}
            className="stroke-waiting"
            strokeWidth={2}
            strokeDasharray="6 4"
            vectorEffect="non-scaling-stroke"
          />
        ) : null}
      </svg>
      <p className="mt-2 text-muted text-xs">{describe(current)}</p>
    </figure>
  );
};

const Legend = ({ line, label }: { line: string; label: string }) => (
  <span className="inline-flex items-center gap-1.5">
    <span aria-hidden className={`h-0.5 w-3 ${line}`} /> {label}
  </span>
);
