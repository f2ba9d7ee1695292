'use client';

import { useState } from 'react';
import { Input } from '../input.tsx';
import type { ControlProps } from './control-props.ts';
import type { FormFieldOf } from './form-field.ts';

/** Keeps what is typed, so that "1." on the way to "1.5" is not taken away. */
export const NumberControl = ({ field, value, onChange, control }: ControlProps<FormFieldOf<'number'>>) => {
  const [text, setText] = useState(typeof value === 'number' ? String(value) : '');
  const isInStep = text === '' ? value === undefined : Number(text) === value;
  return (
    <div className="flex items-center gap-2">
      <Input
        {...control}
        type="number"
        inputMode={field.isInteger ? 'numeric' : 'decimal'}
        step={field.isInteger ? 1 : 'any'}
        min={field.min}
        max={field.max}
        placeholder={field.placeholder}
        disabled={field.isDisabled}
        value={isInStep ? text : typeof value === 'number' ? String(value) : ''}
        onChange={(event) => {
          setText(event.target.value);
          onChange(event.target.value === '' ? undefined : Number(event.target.value));
        }}
      />
      {field.unit ? <span className="shrink-0 text-muted text-sm">{field.unit}</span> : null}
    </div>
  );
};
