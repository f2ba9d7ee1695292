'use client';

import { Checkbox } from '../checkbox.tsx';
import { Field } from '../field.tsx';
import { ChoicesField } from './choices-field.tsx';
import { errorOf, isFormValue, type SchemaFieldProps } from './form-field.ts';
import { ListField } from './list-field.tsx';
import { TypedControl } from './typed-control.tsx';

/** One field with its label, hint and errors. */
export const SchemaField = (props: SchemaFieldProps) => {
  const { field, value, onChange, path, errors } = props;
  const error = errorOf(errors, path, field.label);
  if (field.kind === 'boolean') {
    return (
      <div className="flex flex-col gap-1">
        <Checkbox
          checked={value === true}
          onChange={onChange}
          label={field.label}
          hint={field.hint}
          disabled={field.isDisabled}
          {...(error ? { 'aria-invalid': true, 'aria-describedby': `${path}-error` } : {})}
        />
        {error ? (
          <p id={`${path}-error`} className="text-failed text-xs">
            {error}
          </p>
        ) : null}
      </div>
    );
  }
  if (field.kind === 'list') return <ListField {...props} field={field} />;
  if (field.kind === 'choices') return <ChoicesField {...props} field={field} />;
  if (field.kind === 'object') {
    return (
      <fieldset className="flex flex-col gap-3 border-line border-l-2 pl-4">
        <legend className="mb-2 font-medium text-ink text-sm">{field.label}</legend>
        {field.hint ? <p className="text-muted text-xs">{field.hint}</p> : null}
        {error ? <p className="text-failed text-xs">{error}</p> : null}
        {props.renderForm({
          fields: field.fields,
          value: isFormValue(value) ? value : {},
          onChange,
          errors,
          path,
          isDisabled: field.isDisabled,
        })}
      </fieldset>
    );
  }
  return (
    <Field label={field.label} hint={field.hint} error={error} isRequired={field.isRequired}>
      {(control) => <TypedControl field={field} value={value} onChange={onChange} control={control} />}
    </Field>
  );
};
