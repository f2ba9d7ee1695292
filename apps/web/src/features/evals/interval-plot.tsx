interface IntervalPlotProps {
  readonly low: number;
  readonly high: number;
  readonly value: number;
  /** Marked beside zero, such as the margin one would give up; in the unit of the values. */
  readonly mark?: number;
  /** Ends of the scale: “worse” and “better”. */
  readonly ends: readonly [string, string];
  /** The whole as a sentence, for those who do not see it. */
  readonly label: string;
}

const width = 320;
const height = 44;
const inset = 8;

/** A difference with its interval around zero. */
export const IntervalPlot = ({ low, high, value, mark, ends, label }: IntervalPlotProps) => {
  const reach = Math.max(Math.abs(low), Math.abs(high), Math.abs(mark ?? 0), 1e-9) * 1.1;
  const at = (each: number) => inset + ((each + reach) / (2 * reach)) * (width - 2 * inset);
  const middle = 18;
  return (
    <figure className="flex max-w-md flex-col gap-1">
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label} className="w-full">
        <line x1={inset} x2={width - inset} y1={middle} y2={middle} className="stroke-line" strokeWidth={1} />
        <line x1={at(0)} x2={at(0)} y1={4} y2={32} className="stroke-line-strong" strokeWidth={1} />
        {mark === undefined || mark === 0 ? null : (
          <line x1={at(mark)} x2={at(mark)} y1={4} y2={32} className="stroke-waiting" strokeDasharray="3 3" />
        )}
        <line
          x1={at(low)}
          x2={at(high)}
          y1={middle}
          y2={middle}
          className="stroke-accent"
          strokeWidth={6}
          strokeLinecap="round"
          strokeOpacity={0.35}
        />
        <circle cx={at(value)} cy={middle} r={5} className="fill-accent" />
        <text x={inset} y={height - 1} className="fill-muted text-[10px]">
          {ends[0]}
        </text>
        <text x={width - inset} y={height - 1} textAnchor="end" className="fill-muted text-[10px]">
          {ends[1]}
        </text>
      </svg>
    </figure>
  );
};
