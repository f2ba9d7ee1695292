'use client';

import { type ReactNode, useId } from 'react';

export interface SwitchProps {
  readonly checked: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly disabled?: boolean | undefined;
}

/** Turns something on or off at once. */
export const Switch = ({ checked, onChange, label, hint, disabled }: SwitchProps) => {
  const id = useId();
  return (
    <div className="flex items-start justify-between gap-4">
      <label htmlFor={id} className="text-ink text-sm max-sm:py-2.5">
        {label}
        {hint ? <span className="block text-muted text-xs">{hint}</span> : null}
      </label>
      <input
        id={id}
        type="checkbox"
        role="switch"
        aria-checked={checked}
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
        className="relative mt-0.5 h-4.5 w-8 max-sm:mt-3 max-sm:after:absolute max-sm:after:-inset-x-1 max-sm:after:-inset-y-3 shrink-0 appearance-none rounded-full bg-control px-0.5 transition-colors before:mt-0.5 before:block before:size-3.5 before:rounded-full before:bg-surface before:transition-transform checked:bg-accent checked:before:translate-x-3.5 disabled:cursor-not-allowed disabled:opacity-50"
      />
    </div>
  );
};
