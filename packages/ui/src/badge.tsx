import { cva, type VariantProps } from 'class-variance-authority';
import type { ComponentPropsWithRef } from 'react';
import { cx } from './cx.ts';

export const badgeStyle = cva(
  'inline-flex h-5 shrink-0 items-center gap-1 whitespace-nowrap rounded-xs px-1.5 font-medium text-xs [&_svg]:size-3 [&_svg]:shrink-0',
  {
    variants: {
      tone: {
        neutral: 'bg-sunken text-muted',
        outline: 'border border-line-strong text-muted',
        accent: 'bg-accent-soft text-accent',
        running: 'bg-running-soft text-running',
        waiting: 'bg-waiting-soft text-waiting',
        done: 'bg-done-soft text-done',
        failed: 'bg-failed-soft text-failed',
        stopped: 'bg-stopped-soft text-stopped',
        simulated: 'hatched text-simulated',
      },
    },
    defaultVariants: { tone: 'neutral' },
  },
);

export type Tone = NonNullable<VariantProps<typeof badgeStyle>['tone']>;
export type BadgeProps = ComponentPropsWithRef<'span'> & { tone?: Tone | undefined };

/** A short word about a thing: a kind, a data class, a count. For states use StatusBadge. */
export const Badge = ({ tone, className, ...rest }: BadgeProps) => (
  <span className={cx(badgeStyle({ tone }), className)} {...rest} />
);
