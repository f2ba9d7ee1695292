import type { ReactNode } from 'react';
import { cx } from './cx.ts';

export interface ProgressBarProps {
  /** What is progressing. */
  readonly label: string;
  readonly value: number;
  readonly max: number;
  /** Rate and what is left: "12/s, 40 s left". */
  readonly hint?: ReactNode;
  readonly tone?: 'accent' | 'waiting' | 'failed' | undefined;
  readonly className?: string | undefined;
}

const grounds = { accent: 'bg-accent', waiting: 'bg-waiting', failed: 'bg-failed' } as const;

/** Progress of long work, or how much of a limit is used. */
export const ProgressBar = ({ label, value, max, hint, tone = 'accent', className }: ProgressBarProps) => {
  const share = max <= 0 ? 0 : Math.min(1, Math.max(0, value / max));
  return (
    <div className={cx('flex flex-col gap-1', className)}>
      <div
        role="progressbar"
        aria-label={label}
        aria-valuenow={value}
        aria-valuemin={0}
        aria-valuemax={max}
        className="h-1.5 overflow-hidden rounded-full bg-pressed"
      >
        <div
          className={cx('h-full rounded-full transition-[width]', grounds[tone])}
          style={{ width: `${share * 100}%` }}
        />
      </div>
      {hint ? <div className="text-muted text-xs tabular-nums">{hint}</div> : null}
    </div>
  );
};
