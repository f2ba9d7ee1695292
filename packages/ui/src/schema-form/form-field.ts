import type { ReactNode } from 'react';
import type { SelectOption } from '../select.tsx';

interface FieldBase {
  /** Key in the form's value. */
  readonly name: string;
  readonly label: string;
  readonly hint?: ReactNode;
  readonly isRequired?: boolean | undefined;
  readonly isDisabled?: boolean | undefined;
  readonly placeholder?: string | undefined;
}

/** One field of a generated form. The value's type follows from the kind. */
export type FormField = FieldBase &
  (
    | {
        readonly kind: 'string';
        readonly format?: 'email' | 'uri' | undefined;
        readonly maxLength?: number | undefined;
      }
    | {
        readonly kind: 'text';
        readonly rows?: number | undefined;
        readonly isCode?: boolean | undefined;
        readonly maxLength?: number | undefined;
      }
    | {
        readonly kind: 'number';
        readonly isInteger?: boolean | undefined;
        readonly min?: number | undefined;
        readonly max?: number | undefined;
        readonly unit?: string | undefined;
      }
    | { readonly kind: 'boolean' }
    | { readonly kind: 'enum'; readonly options: readonly SelectOption[] }
    | { readonly kind: 'date'; readonly hasTime?: boolean | undefined }
    | { readonly kind: 'json'; readonly rows?: number | undefined }
    /** Texts, one a line. */
    | { readonly kind: 'strings'; readonly rows?: number | undefined }
    /** Several of a fixed set. */
    | { readonly kind: 'choices'; readonly options: readonly SelectOption[] }
    /** Write-only: an empty value keeps what is stored. */
    | { readonly kind: 'secret'; readonly isStored?: boolean | undefined }
    | { readonly kind: 'object'; readonly fields: readonly FormField[] }
    | {
        readonly kind: 'list';
        readonly fields: readonly FormField[];
        readonly itemLabel: string;
        readonly maxItems?: number | undefined;
      }
  );

export type FormFieldOf<Kind extends FormField['kind']> = Extract<FormField, { kind: Kind }>;

export type FormValue = Readonly<Record<string, unknown>>;

/** Messages by dotted path, e.g. `stages[0].name`, as `listDataIssues` of the domain gives them. */
export type FormErrors = Readonly<Record<string, string>>;

export const isFormValue = (value: unknown): value is FormValue =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export interface SchemaFormProps {
  readonly fields: readonly FormField[];
  readonly value: FormValue;
  /** Gets the whole next value; a field left empty is absent from it. */
  readonly onChange: (value: FormValue) => void;
  readonly errors?: FormErrors | undefined;
  readonly isDisabled?: boolean | undefined;
  /** Path of `value` in the whole, for errors of nested forms. */
  readonly path?: string | undefined;
  readonly className?: string | undefined;
}

export interface SchemaFieldProps<Kind extends FormField = FormField> {
  readonly field: Kind;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly path: string;
  readonly errors: FormErrors;
  /** Draws nested fields; handed down so that fields need not import the form that contains them. */
  readonly renderForm: (props: SchemaFormProps) => ReactNode;
}

/** The message for a field as a sentence: issues such as "is required" get the label in front. */
export const errorOf = (errors: FormErrors, path: string, label: string): string | undefined => {
  const message = errors[path];
  return message !== undefined && /^[a-z]/.test(message) ? `${label} ${message}` : message;
};
