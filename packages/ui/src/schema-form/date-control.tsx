'use client';

import { Input } from '../input.tsx';
import type { ControlProps } from './control-props.ts';
import type { FormFieldOf } from './form-field.ts';

/** An ISO instant as the `YYYY-MM-DDTHH:mm` of the viewer's zone that the browser's control wants. */
const toLocal = (iso: string): string => {
  const instant = new Date(iso);
  if (Number.isNaN(instant.getTime())) return '';
  const shifted = new Date(instant.getTime() - instant.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
};

/** A date as `YYYY-MM-DD`, or with a time as an ISO instant. */
export const DateControl = ({ field, value, onChange, control }: ControlProps<FormFieldOf<'date'>>) => {
  const text = typeof value === 'string' ? value : '';
  const change = (next: string) => {
    if (next === '') onChange(undefined);
    else onChange(field.hasTime ? new Date(next).toISOString() : next);
  };
  return (
    <Input
      {...control}
      type={field.hasTime ? 'datetime-local' : 'date'}
      disabled={field.isDisabled}
      value={field.hasTime ? toLocal(text) : text}
      onChange={(event) => change(event.target.value)}
      className="w-auto self-start"
    />
  );
};
