import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';

export interface StepperProps {
  readonly steps: readonly { readonly label: ReactNode; readonly hint?: ReactNode }[];
  /** Index of the step under way; the number of steps when all are done. */
  readonly current: number;
}

/** Where one is in a short sequence. */
export const Stepper = ({ steps, current }: StepperProps) => (
  <ol className="flex flex-wrap gap-x-6 gap-y-3">
    {steps.map(({ label, hint }, index) => {
      const isDone = index < current;
      const isCurrent = index === current;
      return (
        <li
          key={index.toString()}
          aria-current={isCurrent ? 'step' : undefined}
          className="flex items-start gap-2 text-sm"
        >
          <span
            className={cx(
              'flex size-5 shrink-0 items-center justify-center rounded-full border text-xs tabular-nums',
              isDone && 'border-transparent bg-done-soft text-done',
              isCurrent && 'border-accent text-accent',
              !isDone && !isCurrent && 'border-line-strong text-faint',
            )}
          >
            {isDone ? <Check aria-hidden className="size-3" /> : index + 1}
          </span>
          <span className={isCurrent ? 'font-medium text-ink' : 'text-muted'}>
            {label}
            {isDone ? <span className="sr-only">, done</span> : null}
            {hint ? <span className="block font-normal text-muted text-xs">{hint}</span> : null}
          </span>
        </li>
      );
    })}
  </ol>
);
