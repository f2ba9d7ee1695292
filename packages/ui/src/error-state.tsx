import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { CopyId } from './copy-id.tsx';
import { cx } from './cx.ts';

export interface ErrorStateProps {
  /** What happened. */
  readonly title: ReactNode;
  /** What is safe: "Nothing was changed." */
  readonly safe?: ReactNode;
  /** What to do now. */
  readonly todo?: ReactNode;
  /** To quote when asking for help. */
  readonly referenceId?: string | undefined;
  /** Usually "Try again". */
  readonly action?: ReactNode;
  readonly className?: string | undefined;
}

export const ErrorState = ({ title, safe, todo, referenceId, action, className }: ErrorStateProps) => (
  <div role="alert" className={cx('flex gap-3 rounded-md border border-line bg-surface p-4', className)}>
    <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-failed" />
    <div className="flex min-w-0 flex-col gap-1 text-sm">
      <p className="font-medium text-ink">{title}</p>
      {safe ? <p className="text-muted">{safe}</p> : null}
      {todo ? <p className="text-muted">{todo}</p> : null}
      {action || referenceId ? (
        <div className="mt-2 flex flex-wrap items-center gap-3">
          {action}
          {referenceId ? (
            <span className="inline-flex items-center gap-1 text-faint text-xs">
              Quote <CopyId id={referenceId} />
            </span>
          ) : null}
        </div>
      ) : null}
    </div>
  </div>
);
