import type { ReactNode } from 'react';
import { cx } from '../cx.ts';
import { Link } from '../link.tsx';
import { ScrollRegion } from '../scroll-region.tsx';

export interface FrameSeries {
  readonly key: string;
  readonly label: string;
  readonly look: 'bar' | 'hatched' | 'mark' | 'soft';
}

interface ChartFrameProps {
  readonly label: string;
  readonly unit: string;
  readonly series: readonly FrameSeries[];
  /** The same values as text. */
  readonly rows: readonly {
    readonly key: string;
    readonly label: string;
    readonly href: string;
    readonly values: readonly string[];
  }[];
  readonly children: ReactNode;
}

const Key = ({ look }: { look: FrameSeries['look'] }) => (
  <span
    aria-hidden
    className={cx(
      'w-2.5',
      look === 'mark' ? 'border-ink border-t-2' : 'h-2.5 rounded-xs',
      look === 'bar' && 'bg-accent',
      look === 'soft' && 'bg-line-strong',
      look === 'hatched' && 'hatched',
    )}
  />
);

/** What every chart has: its name, its unit, what each look stands for, and its values as a table for whoever prefers them. */
export const ChartFrame = ({ label, unit, series, rows, children }: ChartFrameProps) => (
  <figure className="min-w-0 rounded-md border border-line bg-surface p-4">
    <figcaption className="mb-4 flex flex-wrap gap-x-4 gap-y-1 text-muted text-xs">
      <span className="font-medium text-ink">{label}</span>
      <span>{unit}</span>
      {series.map((each) => (
        <span key={each.key} className="inline-flex items-center gap-1.5">
          <Key look={each.look} /> {each.label}
        </span>
      ))}
    </figcaption>
    {children}
    <details className="mt-3 text-xs">
      <summary className="w-fit cursor-pointer text-muted hover:text-ink">As a table</summary>
      <ScrollRegion label={`${label}, as a table`} className="mt-2 max-h-80 overflow-auto">
        <table className="w-full tabular-nums">
          <thead className="text-left text-muted">
            <tr>
              <th scope="col" className="py-1 pr-4 font-medium">
                <span className="sr-only">{label}</span>
              </th>
              {series.map((each) => (
                <th key={each.key} scope="col" className="py-1 pl-4 text-right font-medium">
                  {each.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.key} className="border-line border-t">
                <th scope="row" className="py-1 pr-4 text-left font-normal">
                  <Link href={row.href} className="underline decoration-line-strong underline-offset-2">
                    {row.label}
                  </Link>
                </th>
                {row.values.map((value, index) => (
                  <td key={series[index]?.key} className="py-1 pl-4 text-right">
                    {value}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </details>
  </figure>
);
