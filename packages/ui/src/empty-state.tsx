import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';

export interface EmptyStateProps {
  readonly icon?: LucideIcon | undefined;
  /** What is (not) here. A heading where nothing else on the page is one. */
  readonly title: ReactNode;
  /** What this place is for. */
  readonly description?: ReactNode;
  /** The one next step. */
  readonly action?: ReactNode;
  readonly className?: string | undefined;
}

export const EmptyState = ({ icon: Icon, title, description, action, className }: EmptyStateProps) => (
  <div className={cx('flex flex-col items-center gap-1 px-6 py-12 text-center', className)}>
    {Icon ? <Icon aria-hidden className="mb-2 size-5 text-faint" strokeWidth={1.5} /> : null}
    <div className="font-medium text-base text-ink">{title}</div>
    {description ? <p className="max-w-md text-balance text-muted text-sm">{description}</p> : null}
    {action ? <div className="mt-4">{action}</div> : null}
  </div>
);
