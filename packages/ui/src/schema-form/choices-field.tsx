'use client';

import { Checkbox } from '../checkbox.tsx';
import { errorOf, type FormFieldOf, type SchemaFieldProps } from './form-field.ts';

/** Several of a fixed set, as checkboxes. The value keeps the order of the options. */
export const ChoicesField = ({ field, value, onChange, path, errors }: SchemaFieldProps<FormFieldOf<'choices'>>) => {
  const chosen: readonly unknown[] = Array.isArray(value) ? value : [];
  const toggle = (option: string, isChosen: boolean) =>
    onChange(
      field.options.map((each) => each.value).filter((each) => (each === option ? isChosen : chosen.includes(each))),
    );
  const error = errorOf(errors, path, field.label);
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1.5 font-medium text-ink text-sm">{field.label}</legend>
      {field.options.map((option) => (
        <Checkbox
          key={option.value}
          checked={chosen.includes(option.value)}
          onChange={(isChosen) => toggle(option.value, isChosen)}
          label={option.label}
          hint={option.hint}
          disabled={field.isDisabled || option.isDisabled}
        />
      ))}
      {field.hint ? <p className="text-muted text-xs">{field.hint}</p> : null}
      {error ? <p className="text-failed text-xs">{error}</p> : null}
    </fieldset>
  );
};
