import type { ReactNode } from 'react';
import { Badge } from './badge.tsx';
import { cx } from './cx.ts';
import { type Status, type StatusLook, statusLooks } from './status.ts';

const inks: Record<StatusLook['tone'], string> = {
  neutral: 'text-muted',
  outline: 'text-muted',
  accent: 'text-accent',
  running: 'text-running',
  waiting: 'text-waiting',
  done: 'text-done',
  failed: 'text-failed',
  stopped: 'text-stopped',
  simulated: 'text-simulated',
};

export interface StatusBadgeProps {
  readonly status: Status;
  /** Replaces the word, e.g. "Waiting for Ana". */
  readonly children?: ReactNode;
  /** `plain` leaves out the ground, for dense tables. */
  readonly look?: 'soft' | 'plain' | undefined;
  readonly className?: string | undefined;
}

/** A state as icon, word and colour. */
export const StatusBadge = ({ status, children, look = 'soft', className }: StatusBadgeProps) => {
  const { tone, word, icon: Icon } = statusLooks[status];
  const icon = (
    <Icon
      aria-hidden
      className={cx('size-3.5 shrink-0', status === 'running' && 'animate-spin [animation-duration:2s]')}
    />
  );
  if (look === 'plain') {
    return (
      <span className={cx('inline-flex items-center gap-1.5 whitespace-nowrap text-sm', inks[tone], className)}>
        {icon}
        {children ?? word}
      </span>
    );
  }
  return (
    <Badge tone={tone} className={className}>
      {icon}
      {children ?? word}
    </Badge>
  );
};
