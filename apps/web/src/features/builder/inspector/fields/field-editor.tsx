import type { FieldWidget } from '@switchyard/definition';
import type { ComponentType } from 'react';
import { CodeField } from './code-field.tsx';
import { DurationField } from './duration-field.tsx';
import { ExpressionField, TemplateField } from './expression-fields.tsx';
import type { FieldEditorProps } from './field-props.ts';
import { ListField } from './list-field.tsx';
import { PickerField, TextsField } from './picker-fields.tsx';
import { SchemaField } from './schema-field.tsx';
import { BooleanField, EnumField, MoneyField, MultilineField, NumberField, TextField } from './simple-fields.tsx';
import { TableField } from './table-field.tsx';
import { ToolsField } from './tools-field.tsx';
import { TriggersField } from './triggers-field.tsx';

const editors: Record<FieldWidget, ComponentType<FieldEditorProps>> = {
  text: TextField,
  multiline: MultilineField,
  code: CodeField,
  expression: ExpressionField,
  template: TemplateField,
  duration: DurationField,
  number: NumberField,
  money: MoneyField,
  boolean: BooleanField,
  enum: EnumField,
  list: ListField,
  texts: TextsField,
  schema: SchemaField,
  table: TableField,
  triggers: TriggersField,
  tools: ToolsField,
  picker: PickerField,
};

/** The editor of one field of a node's form. */
export const FieldEditor = (props: FieldEditorProps) => {
  const Editor = editors[props.field.widget];
  return <Editor {...props} />;
};
