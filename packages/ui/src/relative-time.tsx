'use client';

import { cx } from './cx.ts';
import { formatExactTime, formatRelativeTime } from './format-relative-time.ts';
import { useNow } from './use-now.ts';

export interface RelativeTimeProps {
  /** ISO instant. */
  readonly at: string;
  readonly className?: string | undefined;
}

/** The common clock ticks every few seconds: what has happened since its last tick is past, not to come. */
const clockFor = (instant: number, now: number): number => (instant > now ? Math.max(now, Date.now()) : now);

/** How long ago or ahead; the exact time in the viewer's zone on hover. The server renders the date in UTC. */
export const RelativeTime = ({ at, className }: RelativeTimeProps) => {
  const now = useNow();
  const instant = Date.parse(at);
  if (Number.isNaN(instant)) return <span className={className}>unknown</span>;
  return (
    <time
      dateTime={at}
      title={now === 0 ? undefined : formatExactTime(instant)}
      className={cx('whitespace-nowrap', className)}
    >
      {now === 0 ? at.slice(0, 10) : formatRelativeTime(instant, clockFor(instant, now))}
    </time>
  );
};
