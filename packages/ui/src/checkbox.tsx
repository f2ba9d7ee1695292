'use client';

import { Check, Minus } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { cx } from './cx.ts';

export interface CheckboxProps {
  /** `indeterminate` for "some of them". */
  readonly checked: boolean | 'indeterminate';
  readonly onChange: (isChecked: boolean) => void;
  readonly label: ReactNode;
  /** Keeps the label for screen readers only, e.g. in a table. */
  readonly isLabelHidden?: boolean | undefined;
  readonly hint?: ReactNode;
  readonly disabled?: boolean | undefined;
  readonly 'aria-describedby'?: string | undefined;
  readonly 'aria-invalid'?: boolean | undefined;
}

const mark = 'pointer-events-none absolute inset-0 m-auto hidden size-3 text-on-accent';

/** A yes or no that takes effect with the form. For one that takes effect at once use Switch. */
export const Checkbox = ({ checked, onChange, label, isLabelHidden, hint, disabled, ...rest }: CheckboxProps) => {
  const id = useId();
  const isMixed = checked === 'indeterminate';
  return (
    <div className="flex items-start gap-2">
      <span className="relative mt-0.5 flex size-4 shrink-0 max-sm:mt-3">
        <input
          {...rest}
          ref={(input) => {
            if (input) input.indeterminate = isMixed;
          }}
          id={id}
          type="checkbox"
          checked={checked === true}
          disabled={disabled}
          onChange={(event) => onChange(event.target.checked)}
          className="peer size-4 appearance-none max-sm:before:absolute max-sm:before:-inset-3 rounded-xs border border-control bg-surface transition-colors checked:border-accent checked:bg-accent indeterminate:border-accent indeterminate:bg-accent hover:border-ink disabled:cursor-not-allowed disabled:opacity-50 aria-invalid:border-failed"
        />
        <Check aria-hidden strokeWidth={3} className={cx(mark, 'peer-checked:block')} />
        <Minus aria-hidden strokeWidth={3} className={cx(mark, 'peer-indeterminate:block')} />
      </span>
      <label
        htmlFor={id}
        className={cx('text-ink text-sm max-sm:py-2.5', isLabelHidden && 'sr-only', disabled && 'text-faint')}
      >
        {label}
        {hint ? <span className="block text-muted text-xs">{hint}</span> : null}
      </label>
    </div>
  );
};
