import type { Figures } from './measure-workflow.ts';

const headings = ['', 'runs/s', 'p50', 'p95', 'p50@20', 'p95@20', 'commits', 'writes', 'WAL B', 'CPU ms a run'];
const widths = [12, 8, 7, 7, 8, 8, 8, 7, 8, 0];

const line = (cells: readonly (string | number)[]): string =>
  cells
    .map((cell, index) => (index === 0 ? String(cell).padEnd(12) : String(cell).padStart(widths[index] ?? 0)))
    .join(' ');

/** A row per workload; latencies in milliseconds, the rest per run. */
export const figuresTable = (figures: readonly Figures[]): string[] => [
  line(headings),
  ...figures.map((row) =>
    line([
      row.name,
      row.perSecond,
      row.lowLoad.p50Ms,
      row.lowLoad.p95Ms,
      row.at20.p50Ms,
      row.at20.p95Ms,
      row.commitsPerRun,
      row.writesPerRun,
      row.walBytesPerRun,
      ` ${Object.entries(row.cpuMsPerRun)
        .map(([kind, ms]) => `${kind} ${ms}`)
        .join(', ')}`,
    ]),
  ),
];
