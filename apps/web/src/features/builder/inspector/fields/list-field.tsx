import type { FormField } from '@switchyard/definition';
import type { JsonObject, JsonValue } from '@switchyard/domain';
import { Button, IconButton, Input } from '@switchyard/ui';
import { ArrowUp, Plus, X } from 'lucide-react';
import { readPath } from '../../model/config-path.ts';
import { useFieldProblem, useFields } from '../field-context.ts';
import { expressionError, templateError } from './expression-fields.tsx';
import { ExpressionInput } from './expression-input.tsx';
import { type FieldEditorProps, textOf } from './field-props.ts';
import { LabelledGroup } from './labelled.tsx';

const emptyRow = (fields: readonly FormField[]): JsonObject =>
  Object.fromEntries(
    fields
      .filter((field) => !field.path.includes('.'))
      .map((field) => [field.path, field.defaultValue ?? (field.widget === 'number' ? 1 : '')]),
  );

const isPair = (fields: readonly FormField[]): boolean => {
  const [first, second] = fields;
  return (
    fields.length === 2 &&
    first?.widget === 'text' &&
    (second?.widget === 'expression' || second?.widget === 'template')
  );
};

/** Rows: pairs of name and value as two columns, everything else as a small form each. */
export const ListField = ({ field, path, value }: FieldEditorProps) => {
  const { set } = useFields();
  const rows: JsonValue[] = Array.isArray(value) ? value : [];
  const fields = field.fields ?? [];
  const remove = (index: number) =>
    set(
      path,
      rows.filter((_, at) => at !== index),
    );
  const moveUp = (index: number) => {
    const [row, before] = [rows[index], rows[index - 1]];
    if (row !== undefined && before !== undefined) set(path, rows.with(index - 1, row).with(index, before));
  };
  const Row = isPair(fields) ? PairRow : FormRow;
  return (
    <LabelledGroup field={field} path={path}>
      <ol className="flex flex-col gap-2">
        {rows.map((row, index) => (
          <li key={`${path}.${index.toString()}`}>
            <Row
              fields={fields}
              row={row}
              path={`${path}.${index}`}
              index={index}
              onRemove={() => remove(index)}
              onMoveUp={() => moveUp(index)}
            />
          </li>
        ))}
      </ol>
      <Button size="sm" variant="ghost" className="self-start" onClick={() => set(path, [...rows, emptyRow(fields)])}>
        <Plus aria-hidden />
        Add
      </Button>
    </LabelledGroup>
  );
};

interface RowProps {
  readonly fields: readonly FormField[];
  readonly row: JsonValue;
  readonly path: string;
  readonly index: number;
  readonly onRemove: () => void;
  readonly onMoveUp: () => void;
}

const PairRow = ({ fields, row, path, index, onRemove }: RowProps) => {
  const { set, completions } = useFields();
  const [name, content] = fields;
  const namePath = `${path}.${name?.path ?? 'name'}`;
  const valuePath = `${path}.${content?.path ?? 'value'}`;
  const nameProblem = useFieldProblem(namePath);
  const valueProblem = useFieldProblem(valuePath);
  const rowProblem = useFieldProblem(path);
  const text = textOf(readPath(row, content?.path ?? 'value'));
  const isTemplate = content?.widget === 'template';
  const error =
    (isTemplate ? templateError(text) : expressionError(text)) ??
    nameProblem?.message ??
    valueProblem?.message ??
    rowProblem?.message;
  return (
    <div className="flex flex-col gap-1">
      <div className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_auto] items-start gap-1.5">
        <Input
          aria-label={`${name?.label ?? 'Name'} ${index + 1}`}
          aria-invalid={nameProblem ? true : undefined}
          placeholder={name?.label}
          className="h-8.5 font-mono text-xs"
          value={textOf(readPath(row, name?.path ?? 'name'))}
          onChange={({ target }) => set(namePath, target.value)}
        />
        <ExpressionInput
          aria-label={`${content?.label ?? 'Value'} ${index + 1}`}
          aria-invalid={error ? true : undefined}
          placeholder={content?.label}
          isTemplate={isTemplate}
          value={text}
          completions={completions}
          onChange={(next) => set(valuePath, next)}
        />
        <IconButton label={`Remove ${index + 1}`} onClick={onRemove}>
          <X aria-hidden />
        </IconButton>
      </div>
      {error ? <p className="text-failed text-xs">{error}</p> : null}
    </div>
  );
};

const FormRow = ({ fields, row, path, index, onRemove, onMoveUp }: RowProps) => {
  const { Editor } = useFields();
  return (
    <div className="flex flex-col gap-3 rounded-sm border border-line p-3">
      <div className="-my-1 flex items-center justify-between">
        <span className="font-medium text-muted text-xs">{index + 1}</span>
        <span className="flex">
          {index > 0 ? (
            <IconButton label={`Move ${index + 1} up`} size="sm" onClick={onMoveUp}>
              <ArrowUp aria-hidden />
            </IconButton>
          ) : null}
          <IconButton label={`Remove ${index + 1}`} size="sm" onClick={onRemove}>
            <X aria-hidden />
          </IconButton>
        </span>
      </div>
      {fields.map((field) => (
        <Editor key={field.path} field={field} path={`${path}.${field.path}`} value={readPath(row, field.path)} />
      ))}
    </div>
  );
};
