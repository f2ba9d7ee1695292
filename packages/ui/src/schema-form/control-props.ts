import type { FieldControlProps } from '../field.tsx';
import type { FormField, FormFieldOf } from './form-field.ts';

/** The kinds that are one control under one label. */
export type SingleField = Exclude<FormField, FormFieldOf<'boolean' | 'list' | 'object' | 'choices'>>;

export interface ControlProps<Kind extends SingleField = SingleField> {
  readonly field: Kind;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly control: FieldControlProps;
}
