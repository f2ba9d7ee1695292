import type { ReactNode } from 'react';
import { cx } from './cx.ts';

export interface KeyValueProps {
  /** Entries whose value is null or undefined are left out. */
  readonly entries: readonly { readonly label: ReactNode; readonly value: ReactNode }[];
  readonly className?: string | undefined;
}

/** Labelled facts about one thing. */
export const KeyValue = ({ entries, className }: KeyValueProps) => (
  <dl className={cx('grid grid-cols-[minmax(96px,max-content)_minmax(0,1fr)] gap-x-6 gap-y-2 text-sm', className)}>
    {entries
      .filter(({ value }) => value !== null && value !== undefined)
      .map(({ label, value }, index) => (
        <div key={index.toString()} className="contents">
          <dt className="text-muted">{label}</dt>
          <dd className="min-w-0 break-words text-ink">{value}</dd>
        </div>
      ))}
  </dl>
);
