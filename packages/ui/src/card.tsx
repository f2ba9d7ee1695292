import type { ComponentPropsWithRef, ReactNode } from 'react';
import { cx } from './cx.ts';

/** A bordered surface. Never inside another card. */
export const Card = ({ className, ...rest }: ComponentPropsWithRef<'div'>) => (
  <div className={cx('rounded-md border border-line bg-surface p-4', className)} {...rest} />
);

export interface SectionProps {
  readonly title: ReactNode;
  readonly description?: ReactNode;
  /** At the right of the title. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string | undefined;
}

/** A titled part of a page. */
export const Section = ({ title, description, actions, children, className }: SectionProps) => (
  <section className={cx('flex flex-col gap-3', className)}>
    <div className="flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
      <div className="min-w-0">
        <h2 className="font-semibold text-base text-ink">{title}</h2>
        {description ? <p className="max-w-prose text-muted text-sm">{description}</p> : null}
      </div>
      {actions ? <div className="flex items-center gap-2">{actions}</div> : null}
    </div>
    {children}
  </section>
);
