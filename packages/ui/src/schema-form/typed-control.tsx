'use client';

import { Input } from '../input.tsx';
import { Select } from '../select.tsx';
import { Textarea } from '../textarea.tsx';
import type { ControlProps } from './control-props.ts';
import { DateControl } from './date-control.tsx';
import { JsonControl } from './json-control.tsx';
import { NumberControl } from './number-control.tsx';

const inputTypes = { email: 'email', uri: 'url' } as const;
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const presentText = (text: string): string | undefined => (text === '' ? undefined : text);

const linesOf = (value: unknown): string => (Array.isArray(value) ? value.join('\n') : '');
const presentLines = (text: string): string[] | undefined => (text === '' ? undefined : text.split('\n'));

/** The control for a field's kind. Empty means absent. */
export const TypedControl = ({ field, value, onChange, control }: ControlProps) => {
  const common = { ...control, placeholder: field.placeholder, disabled: field.isDisabled };
  switch (field.kind) {
    case 'string':
      return (
        <Input
          {...common}
          type={field.format ? inputTypes[field.format] : 'text'}
          maxLength={field.maxLength}
          value={textOf(value)}
          onChange={(event) => onChange(presentText(event.target.value))}
        />
      );
    case 'text':
      return (
        <Textarea
          {...common}
          rows={field.rows}
          isCode={field.isCode}
          maxLength={field.maxLength}
          value={textOf(value)}
          onChange={(event) => onChange(presentText(event.target.value))}
        />
      );
    case 'strings':
      return (
        <Textarea
          {...common}
          rows={field.rows}
          value={linesOf(value)}
          onChange={(event) => onChange(presentLines(event.target.value))}
        />
      );
    case 'number':
      return <NumberControl field={field} value={value} onChange={onChange} control={control} />;
    case 'enum':
      return <Select {...common} options={field.options} value={textOf(value)} onChange={onChange} />;
    case 'date':
      return <DateControl field={field} value={value} onChange={onChange} control={control} />;
    case 'json':
      return <JsonControl field={field} value={value} onChange={onChange} control={control} />;
    case 'secret':
      return (
        <Input
          {...common}
          type="password"
          autoComplete="off"
          placeholder={field.isStored ? 'Stored. Type to replace it.' : field.placeholder}
          value={textOf(value)}
          onChange={(event) => onChange(presentText(event.target.value))}
        />
      );
  }
};
