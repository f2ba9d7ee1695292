import type { FormField } from '@switchyard/definition';
import type { JsonValue } from '@switchyard/domain';

export interface FieldEditorProps {
  readonly field: FormField;
  /** Whole path inside the node's config. */
  readonly path: string;
  readonly value: JsonValue | undefined;
}

export const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');
export const textsOf = (value: JsonValue | undefined): string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
