'use client';

import { cx } from '../cx.ts';
import type { FormValue, SchemaFormProps } from './form-field.ts';
import { SchemaField } from './schema-field.tsx';

const renderForm = (props: SchemaFormProps) => <SchemaForm {...props} />;

const without = (value: FormValue, name: string): FormValue =>
  Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));

/** Draws fields from a description; controlled. Put it into a <form>, so that native checks run before submit. */
export const SchemaForm = ({
  fields,
  value,
  onChange,
  errors = {},
  isDisabled,
  path = '',
  className,
}: SchemaFormProps) => (
  <div className={cx('flex flex-col gap-4', className)}>
    {fields.map((field) => (
      <SchemaField
        key={field.name}
        field={isDisabled ? { ...field, isDisabled } : field}
        value={value[field.name]}
        path={path === '' ? field.name : `${path}.${field.name}`}
        errors={errors}
        renderForm={renderForm}
        onChange={(next) =>
          onChange(next === undefined ? without(value, field.name) : { ...value, [field.name]: next })
        }
      />
    ))}
  </div>
);
