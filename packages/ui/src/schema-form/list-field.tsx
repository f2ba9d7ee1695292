'use client';

import { Plus, Trash2 } from 'lucide-react';
import { Button } from '../button.tsx';
import { IconButton } from '../icon-button.tsx';
import { errorOf, type FormFieldOf, isFormValue, type SchemaFieldProps } from './form-field.ts';

/** A list of objects: one bordered group each, added at the end, removed in place. */
export const ListField = ({
  field,
  value,
  onChange,
  path,
  errors,
  renderForm,
}: SchemaFieldProps<FormFieldOf<'list'>>) => {
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  const isFull = field.maxItems !== undefined && items.length >= field.maxItems;
  const error = errorOf(errors, path, field.label);
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="mb-1.5 font-medium text-ink text-sm">{field.label}</legend>
      {field.hint ? <p className="text-muted text-xs">{field.hint}</p> : null}
      {items.map((item, index) => (
        <div key={index.toString()} className="rounded-sm border border-line p-3">
          <div className="mb-2 flex items-center justify-between">
            <span className="text-muted text-xs">
              {field.itemLabel} {index + 1}
            </span>
            <IconButton
              label={`Remove ${field.itemLabel} ${index + 1}`}
              size="sm"
              disabled={field.isDisabled}
              onClick={() => onChange(items.filter((_, at) => at !== index))}
            >
              <Trash2 aria-hidden />
            </IconButton>
          </div>
          {renderForm({
            fields: field.fields,
            value: isFormValue(item) ? item : {},
            onChange: (next) => onChange(items.map((each, at) => (at === index ? next : each))),
            errors,
            path: `${path}[${index}]`,
            isDisabled: field.isDisabled,
          })}
        </div>
      ))}
      {error ? <p className="text-failed text-xs">{error}</p> : null}
      <Button
        size="sm"
        className="self-start"
        disabled={field.isDisabled || isFull}
        onClick={() => onChange([...items, {}])}
      >
        <Plus aria-hidden />
        Add {field.itemLabel}
      </Button>
    </fieldset>
  );
};
