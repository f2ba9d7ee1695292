'use client';

import { useState } from 'react';
import { Textarea } from '../textarea.tsx';
import type { ControlProps } from './control-props.ts';
import type { FormFieldOf } from './form-field.ts';

type Parsed =
  | { readonly isValid: true; readonly value: unknown }
  | { readonly isValid: false; readonly message: string };

const parse = (text: string): Parsed => {
  if (text.trim() === '') return { isValid: true, value: undefined };
  try {
    return { isValid: true, value: JSON.parse(text) };
  } catch (error) {
    return { isValid: false, message: error instanceof Error ? error.message : 'This is not JSON.' };
  }
};

const print = (value: unknown): string => (value === undefined ? '' : JSON.stringify(value, null, 2));

/** Text that must be JSON. While it is not, the value keeps its last valid state and the form cannot be submitted. */
export const JsonControl = ({ field, value, onChange, control }: ControlProps<FormFieldOf<'json'>>) => {
  const [text, setText] = useState(() => print(value));
  const parsed = parse(text);
  const isOurs = !parsed.isValid || print(parsed.value) === print(value);
  return (
    <>
      <Textarea
        {...control}
        isCode
        rows={field.rows ?? 6}
        placeholder={field.placeholder ?? '{ }'}
        disabled={field.isDisabled}
        value={isOurs ? text : print(value)}
        aria-invalid={control['aria-invalid'] ?? !parsed.isValid}
        onChange={(event) => {
          const next = parse(event.target.value);
          setText(event.target.value);
          event.target.setCustomValidity(next.isValid ? '' : next.message);
          if (next.isValid) onChange(next.value);
        }}
      />
      {parsed.isValid ? null : (
        <p role="status" className="text-failed text-xs">
          {parsed.message}
        </p>
      )}
    </>
  );
};
