import type { JsonValue } from '@switchyard/domain';

export type FieldWidget =
  | 'text'
  | 'multiline'
  /** Program text. */
  | 'code'
  | 'expression'
  | 'template'
  | 'duration'
  | 'number'
  /** Dollars, kept as micro-dollars. */
  | 'money'
  | 'boolean'
  | 'enum'
  /** Rows, each with `fields`; paths of those are relative to the row. */
  | 'list'
  /** A list of plain texts; `picker` says where they come from. */
  | 'texts'
  | 'schema'
  | 'table'
  | 'triggers'
  /** Tools of an agent step with their permissions. */
  | 'tools'
  /** One value chosen from what exists; `picker` says where from. */
  | 'picker';

export type PickerKind =
  | 'task'
  | 'workflow'
  | 'source'
  | 'calendar'
  | 'group'
  | 'role'
  | 'user'
  | 'secret'
  | 'node'
  /** Codes of failures. */
  | 'failure';

/** What a person writes about a field; everything else follows from the schema. */
export interface FieldSpec {
  /** Dotted path inside the config; inside a list, relative to the row. */
  readonly path: string;
  readonly label: string;
  readonly help?: string;
  readonly widget: FieldWidget;
  readonly picker?: PickerKind;
  /** For `enum`: words for the values of the schema. */
  readonly optionLabels?: Readonly<Record<string, string>>;
  /** For `list`. */
  readonly fields?: readonly FieldSpec[];
  /** Shown behind "more". */
  readonly isAdvanced?: boolean;
  /** Shown only while another field of the config has this value; its default counts. */
  readonly isShownWhen?: { readonly path: string; readonly is: JsonValue };
}

export interface FormField {
  readonly path: string;
  readonly label: string;
  readonly help?: string;
  readonly widget: FieldWidget;
  readonly isRequired: boolean;
  readonly picker?: PickerKind;
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  readonly fields?: readonly FormField[];
  readonly defaultValue?: JsonValue;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly isAdvanced?: boolean;
  readonly isShownWhen?: { readonly path: string; readonly is: JsonValue };
}
