'use client';

import { useMemo, useState } from 'react';
import { cx } from './cx.ts';
import { type DiffLine, diffLines } from './diff-lines.ts';

export interface DiffViewProps {
  readonly before: string;
  readonly after: string;
  /** Unchanged lines shown around a change. */
  readonly contextLines?: number | undefined;
  readonly className?: string | undefined;
}

const signs = { same: ' ', added: '+', removed: '−' } as const;
const words = { same: '', added: 'added', removed: 'removed' } as const;

/** Which lines lie within `context` lines of a change. */
const nearChange = (lines: readonly DiffLine[], context: number): boolean[] => {
  const isNear = lines.map(() => false);
  for (const [index, line] of lines.entries()) {
    if (line.kind !== 'same') isNear.fill(true, Math.max(0, index - context), index + context + 1);
  }
  return isNear;
};

/** Two texts line by line, unchanged stretches folded. */
export const DiffView = ({ before, after, contextLines = 3, className }: DiffViewProps) => {
  const [isWhole, setIsWhole] = useState(false);
  const lines = useMemo(() => diffLines(before, after), [before, after]);
  const isNear = useMemo(() => nearChange(lines, contextLines), [lines, contextLines]);
  if (before === after) return <p className="text-muted text-sm">No differences.</p>;
  return (
    <div
      className={cx('overflow-hidden rounded-md border border-line bg-surface font-mono text-xs leading-5', className)}
    >
      <table className="w-full border-collapse">
        <tbody>
          {lines.map((line, index) => {
            const isShown = isWhole || isNear[index];
            if (isShown) return <DiffRow key={index.toString()} line={line} />;
            const isFirstFolded = index === 0 || isNear[index - 1];
            return isFirstFolded ? <Fold key={index.toString()} onOpen={() => setIsWhole(true)} /> : null;
          })}
        </tbody>
      </table>
    </div>
  );
};

const DiffRow = ({ line }: { line: DiffLine }) => (
  <tr className={cx(line.kind === 'added' && 'bg-done-soft', line.kind === 'removed' && 'bg-failed-soft')}>
    <td className="w-10 select-none px-2 text-right text-faint tabular-nums">{line.before}</td>
    <td className="w-10 select-none px-2 text-right text-faint tabular-nums">{line.after}</td>
    <td className="w-4 select-none text-muted">
      <span aria-hidden>{signs[line.kind]}</span>
      <span className="sr-only">{words[line.kind]}</span>
    </td>
    <td className="wrap-anywhere whitespace-pre-wrap pr-3 text-ink">{line.text}</td>
  </tr>
);

const Fold = ({ onOpen }: { onOpen: () => void }) => (
  <tr className="bg-sunken">
    <td colSpan={4}>
      <button type="button" onClick={onOpen} className="w-full px-3 text-left font-sans text-muted hover:text-ink">
        Show unchanged lines
      </button>
    </td>
  </tr>
);
