'use client';

import { Button, type FormField, type FormValue, IconButton, isFormValue, SchemaForm } from '@switchyard/ui';
import { Plus, Trash2 } from 'lucide-react';

export interface RowField {
  readonly field: FormField;
  /** How much of the row it takes on a wide screen. */
  readonly width: 'normal' | 'most' | 'wide' | 'full' | 'aside';
  /** Some kinds of row do not have it. */
  readonly isShown?: (row: FormValue) => boolean;
}

const widths = {
  normal: 'sm:col-span-3',
  most: 'sm:col-span-4',
  wide: 'sm:col-span-6',
  full: 'sm:col-span-12',
  /** Beside the controls instead of their labels. */
  aside: 'sm:col-span-2 sm:pt-7',
} as const;

interface RowListProps {
  readonly label: string;
  readonly itemLabel: string;
  readonly fields: readonly RowField[];
  readonly value: unknown;
  readonly onChange: (rows: readonly FormValue[]) => void;
  readonly newRow: FormValue;
  readonly isDisabled: boolean;
}

/** Rows of a few fields each, side by side where there is room. */
export const RowList = ({ label, itemLabel, fields, value, onChange, newRow, isDisabled }: RowListProps) => {
  const rows = Array.isArray(value) ? value.filter(isFormValue) : [];
  const replace = (index: number, next: FormValue) => onChange(rows.map((row, at) => (at === index ? next : row)));
  return (
    <fieldset className="flex min-w-0 flex-col">
      <legend className="mb-2 font-medium text-ink text-sm">{label}</legend>
      {rows.map((row, index) => (
        <div
          key={index.toString()}
          className="flex items-start gap-2 border-line border-t py-3 first-of-type:border-t-0 first-of-type:pt-0"
        >
          <div className="grid min-w-0 flex-1 grid-cols-1 gap-x-3 gap-y-2 sm:grid-cols-12">
            {fields
              .filter(({ isShown }) => isShown?.(row) ?? true)
              .map(({ field, width }) => (
                <SchemaForm
                  key={field.name}
                  fields={[field]}
                  value={row}
                  onChange={(next) => replace(index, next)}
                  isDisabled={isDisabled}
                  className={widths[width]}
                />
              ))}
          </div>
          <IconButton
            label={`Remove ${itemLabel} ${index + 1}`}
            size="sm"
            disabled={isDisabled}
            className="mt-6"
            onClick={() => onChange(rows.filter((_, at) => at !== index))}
          >
            <Trash2 aria-hidden />
          </IconButton>
        </div>
      ))}
      {isDisabled ? null : (
        <Button size="sm" className="self-start" onClick={() => onChange([...rows, newRow])}>
          <Plus aria-hidden />
          Add {itemLabel}
        </Button>
      )}
    </fieldset>
  );
};
