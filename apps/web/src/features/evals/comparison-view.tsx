import type { EvalDetail } from '@switchyard/application';
import { formatMoney, Section, Stat, StatRow, StatusBadge } from '@switchyard/ui';
import { findingOf, percent, points, sayFinding } from './eval-words.ts';
import { IntervalPlot } from './interval-plot.tsx';

const duration = (ms: number): string =>
  (Math.abs(ms) >= 1000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms)} ms`).replace('-', '−');
/** One answer costs too little to be read: so many as a small team asks in a week. */
const ofThousand = (microUsd: number): string => formatMoney(Math.round(microUsd * 1000));
const signed = (text: string, value: number): string => (value > 0 ? `+${text}` : text);

/** Quality, cost and time of the challenger against the incumbent, with how sure that is. */
export const ComparisonView = ({ run }: { run: EvalDetail }) => {
  const { comparison, margin, confidence, arms } = run;
  const { quality, cost, duration: time } = comparison;
  const [incumbent, challenger] = arms.map(({ label }) => label);
  const { low, high } = quality.interval;
  const found = findingOf[quality.finding];
  return (
    <Section
      title="Side by side"
      description={`${challenger} against ${incumbent}, on the ${quality.cases} cases both have a score for.`}
    >
      <div className="flex flex-wrap items-center gap-3">
        <StatusBadge status={found.status}>{found.word}</StatusBadge>
        <p className="text-ink text-sm">{sayFinding(comparison, run)}</p>
      </div>
      <StatRow>
        <Stat
          label="Right"
          value={points(quality.difference)}
          hint={`${percent(quality.incumbentMean)} → ${percent(quality.challengerMean)}`}
        />
        <Stat
          label="Cost of 1,000 cases"
          value={signed(ofThousand(cost.difference), cost.difference)}
          hint={`${ofThousand(cost.incumbentMean)} → ${ofThousand(cost.challengerMean)}`}
        />
        <Stat
          label="Time per case"
          value={signed(duration(time.difference), time.difference)}
          hint={`${duration(time.incumbentMean)} → ${duration(time.challengerMean)}`}
        />
        <Stat label="Cases worse, better" value={`${comparison.worse}, ${comparison.better}`} />
      </StatRow>
      <div className="grid gap-4 sm:grid-cols-2">
        <div>
          <p className="text-muted text-xs">
            Quality: {points(low)} to {points(high)}, with {Math.round(confidence * 1000) / 10} % confidence
            {quality.pValue === null ? '' : `; McNemar p = ${quality.pValue.toPrecision(2)}`}
          </p>
          <IntervalPlot
            {...{ low, high, value: quality.difference, mark: -margin }}
            ends={['worse', 'better']}
            label={`Quality differs by ${points(quality.difference)}, between ${points(low)} and ${points(high)}; the margin is ${points(-margin)}.`}
          />
        </div>
        {cost.interval ? (
          <div>
            <p className="text-muted text-xs">
              Cost of 1,000 cases: {ofThousand(cost.interval.low)} to {ofThousand(cost.interval.high)}
            </p>
            <IntervalPlot
              low={cost.interval.low}
              high={cost.interval.high}
              value={cost.difference}
              ends={['cheaper', 'dearer']}
              label={`Cost of 1,000 cases differs by ${ofThousand(cost.difference)}.`}
            />
          </div>
        ) : null}
      </div>
    </Section>
  );
};
