import type { ClassifierVersionView } from '@switchyard/application';
import { percent } from './classifier-words.ts';

type Evaluation = ClassifierVersionView['evaluation'];

const width = 320;
const height = 160;

const Frame = ({
  title,
  low,
  high,
  children,
}: {
  title: string;
  low: string;
  high: string;
  children: React.ReactNode;
}) => (
  <figure className="min-w-0 rounded-md border border-line bg-surface p-4">
    <figcaption className="mb-3 font-medium text-ink text-sm">{title}</figcaption>
    {children}
    <div aria-hidden className="mt-1 flex justify-between text-faint text-xs tabular-nums">
      <span>{low}</span>
      <span>{high}</span>
    </div>
  </figure>
);

/** Precision against the share of inputs answered; the dot is the threshold in use, the dashed line the target. */
export const CoverageCurve = ({ evaluation }: { evaluation: Evaluation }) => {
  const { curve, precisionTarget, answered, answeredRight, cases } = evaluation;
  const lowest = Math.min(precisionTarget, ...curve.map(({ precision }) => precision));
  const floor = Math.max(0, Math.floor(lowest * 20 - 0.5) / 20);
  const x = (coverage: number) => coverage * width;
  const y = (precision: number) => height - ((precision - floor) / (1 - floor)) * height;
  const points = curve
    .map(({ coverage, precision }) => `${x(coverage).toFixed(1)},${y(precision).toFixed(1)}`)
    .join(' ');
  const coverage = cases === 0 ? 0 : answered / cases;
  const precision = answered === 0 ? null : answeredRight / answered;
  const sentence =
    precision === null
      ? `No threshold reaches ${percent(precisionTarget)}.`
      : `Answers ${percent(coverage)} of inputs, ${percent(precision)} of them right.`;
  return (
    <Frame title="Right answers by share answered" low="answers nothing" high="answers everything">
      <svg viewBox={`-4 -6 ${width + 8} ${height + 12}`} role="img" aria-label={sentence} className="block w-full">
        <line x1={0} x2={width} y1={height} y2={height} className="stroke-line" />
        <line x1={0} x2={width} y1={0} y2={0} className="stroke-line" />
        <line
          x1={0}
          x2={width}
          y1={y(precisionTarget)}
          y2={y(precisionTarget)}
          strokeDasharray="4 4"
          className="stroke-line-strong"
        />
        <polyline points={points} fill="none" strokeWidth={2} className="stroke-accent" />
        {precision === null ? null : <circle cx={x(coverage)} cy={y(precision)} r={5} className="fill-accent" />}
      </svg>
      <p className="mt-2 text-muted text-xs tabular-nums">
        {sentence} From {percent(floor)} to 100 % upwards; dashed: the target of {percent(precisionTarget)}.
      </p>
    </Frame>
  );
};

const Bin = ({ bin }: { bin: Evaluation['reliability'][number] }) => {
  const sentence =
    bin.cases === 0
      ? `No case between ${percent(bin.from)} and ${percent(bin.from + 0.1)}`
      : `${bin.cases} cases said ${percent(bin.meanProbability)} and were right ${percent(bin.accuracy)}`;
  return (
    <li className="relative h-full min-w-0 flex-1" title={sentence}>
      <span className="sr-only">{sentence}</span>
      <span
        aria-hidden
        className="absolute inset-x-0 bottom-0 block bg-accent"
        style={{ height: bin.cases === 0 ? 0 : `${bin.accuracy * 100}%` }}
      />
      <span
        aria-hidden
        className="absolute inset-x-0 block border-ink border-t-2"
        style={{ bottom: `${(bin.cases === 0 ? bin.from + 0.05 : bin.meanProbability) * 100}%` }}
      />
    </li>
  );
};

/** Whether a stated probability is right as often as it says: each column should end at its mark. */
export const ReliabilityChart = ({ evaluation }: { evaluation: Evaluation }) => (
  <Frame title="Said and right" low="said 0 %" high="said 100 %">
    <ol
      aria-label="Right answers by stated probability"
      className="flex aspect-[2/1] items-end gap-1 border-line border-y"
    >
      {evaluation.reliability.map((bin) => (
        <Bin key={bin.from} bin={bin} />
      ))}
    </ol>
    <p className="mt-2 text-muted text-xs tabular-nums">
      Column: share that was right. Mark: the probability said. They differ by {percent(evaluation.calibrationError)} on
      average.
    </p>
  </Frame>
);
