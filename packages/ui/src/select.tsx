import { ChevronDown } from 'lucide-react';
import { controlStyle } from './control-style.ts';
import { cx } from './cx.ts';

export interface SelectOption {
  readonly value: string;
  readonly label: string;
  /** Said after the label. */
  readonly hint?: string | undefined;
  readonly isDisabled?: boolean | undefined;
}

export interface SelectProps {
  readonly options: readonly SelectOption[];
  /** A value that is no option shows the placeholder. */
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly className?: string | undefined;
  readonly 'aria-label'?: string | undefined;
  readonly 'aria-describedby'?: string | undefined;
  readonly 'aria-invalid'?: boolean | undefined;
  readonly 'aria-required'?: boolean | undefined;
}

/** One of a few named options. The browser's own control: known to every screen reader and thumb. */
export const Select = ({ options, value, onChange, placeholder, className, ...rest }: SelectProps) => {
  const isChosen = options.some((option) => option.value === value);
  return (
    <span className={cx('relative inline-flex w-full min-w-0', className)}>
      <select
        {...rest}
        value={isChosen ? value : ''}
        onChange={(event) => onChange(event.target.value)}
        className={cx(controlStyle, 'h-8 appearance-none pr-8 max-sm:h-10', !isChosen && 'text-faint')}
      >
        {isChosen ? null : (
          <option value="" disabled hidden>
            {placeholder ?? 'Choose…'}
          </option>
        )}
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.isDisabled} className="text-ink">
            {option.hint ? `${option.label}: ${option.hint}` : option.label}
          </option>
        ))}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2.5 size-4 -translate-y-1/2 text-faint"
      />
    </span>
  );
};
