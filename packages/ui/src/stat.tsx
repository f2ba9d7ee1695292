import type { ReactNode } from 'react';
import { cx } from './cx.ts';

export interface StatProps {
  readonly label: ReactNode;
  readonly value: ReactNode;
  /** What it is compared with, over what period. */
  readonly hint?: ReactNode;
  readonly className?: string | undefined;
}

/** One number that matters. Several in a `grid` share hairlines through StatRow. */
export const Stat = ({ label, value, hint, className }: StatProps) => (
  <div className={cx('flex min-w-0 flex-col gap-0.5 bg-surface px-4 py-3', className)}>
    <span className="truncate text-muted text-xs">{label}</span>
    <span className="truncate font-semibold text-ink text-xl tabular-nums">{value}</span>
    {hint ? <span className="text-faint text-xs">{hint}</span> : null}
  </div>
);

/** Stats side by side in one frame. */
export const StatRow = ({ children, className }: { children: ReactNode; className?: string | undefined }) => (
  <div
    className={cx(
      'grid grid-cols-2 gap-px overflow-hidden rounded-md border border-line bg-line sm:grid-flow-col sm:auto-cols-fr sm:grid-cols-none max-sm:[&>:last-child:nth-child(odd)]:col-span-2',
      className,
    )}
  >
    {children}
  </div>
);
