import type { JsonValue } from '@switchyard/domain';
import { Button, Checkbox, IconButton, Input, Select } from '@switchyard/ui';
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { useFields } from '../field-context.ts';
import type { FieldEditorProps } from './field-props.ts';
import { LabelledGroup } from './labelled.tsx';
import { nextFieldName, readRows, type SchemaRow, schemaRowTypes, withType, writeRows } from './schema-rows.ts';

/** The fields of an input or form: name, type, whether it must be given, and words for people. */
export const SchemaField = ({ field, path, value }: FieldEditorProps) => {
  const { set } = useFields();
  return (
    <LabelledGroup field={field} path={path} isWhole>
      <SchemaRows value={value} onChange={(next) => set(path, next)} />
    </LabelledGroup>
  );
};

const SchemaRows = ({ value, onChange }: { value: JsonValue | undefined; onChange: (next: JsonValue) => void }) => {
  const rows = readRows(value);
  const write = (next: readonly SchemaRow[]) => onChange(writeRows(value, next));
  return (
    <>
      <ol className="flex flex-col gap-2">
        {rows.map((row, index) => (
          <li key={row.name}>
            <SchemaRowEditor
              row={row}
              taken={rows.map((each) => each.name)}
              onChange={(next) => write(rows.with(index, next))}
              onRemove={() => write(rows.filter((each) => each !== row))}
            />
          </li>
        ))}
      </ol>
      <Button
        size="sm"
        variant="ghost"
        className="self-start"
        onClick={() =>
          write([...rows, { name: nextFieldName(rows), type: 'text', isRequired: false, schema: { type: 'string' } }])
        }
      >
        <Plus aria-hidden />
        Add a field
      </Button>
    </>
  );
};

interface SchemaRowEditorProps {
  readonly row: SchemaRow;
  readonly taken: readonly string[];
  readonly onChange: (row: SchemaRow) => void;
  readonly onRemove: () => void;
}

const namePattern = /^[a-zA-Z_][a-zA-Z0-9_]{0,63}$/;

const SchemaRowEditor = ({ row, taken, onChange, onRemove }: SchemaRowEditorProps) => {
  const [name, setName] = useState(row.name);
  const isTaken = name !== row.name && taken.includes(name);
  const error = isTaken
    ? 'Another field has this name.'
    : namePattern.test(name)
      ? undefined
      : 'Letters, digits and _; no spaces.';
  return (
    <div className="flex flex-col gap-1.5 rounded-sm border border-line p-2">
      <div className="grid grid-cols-[minmax(0,3fr)_minmax(0,2fr)_auto] gap-1.5">
        <Input
          aria-label="Field name"
          aria-invalid={error ? true : undefined}
          className="font-mono text-xs"
          value={name}
          onChange={({ target }) => setName(target.value)}
          onBlur={() => (error ? setName(row.name) : name !== row.name && onChange({ ...row, name }))}
        />
        <Select
          aria-label={`Type of ${row.name}`}
          options={schemaRowTypes}
          value={row.type}
          onChange={(next) => {
            const type = schemaRowTypes.find((each) => each.value === next)?.value;
            if (type) onChange(withType(row, type));
          }}
        />
        <IconButton label={`Remove ${row.name}`} onClick={onRemove}>
          <X aria-hidden />
        </IconButton>
      </div>
      {error ? <p className="text-failed text-xs">{error}</p> : null}
      <Input
        aria-label={`Description of ${row.name}`}
        placeholder="Description for people"
        className="text-xs"
        value={row.schema.description ?? ''}
        onChange={({ target }) => {
          const { description: _, ...schema } = row.schema;
          onChange({ ...row, schema: target.value === '' ? schema : { ...schema, description: target.value } });
        }}
      />
      <SchemaRowDetail row={row} onChange={onChange} />
      <Checkbox
        label="Must be given"
        checked={row.isRequired}
        onChange={(isRequired) => onChange({ ...row, isRequired })}
      />
    </div>
  );
};

const SchemaRowDetail = ({ row, onChange }: { row: SchemaRow; onChange: (row: SchemaRow) => void }) => {
  if (row.type === 'choice') {
    return (
      <Input
        aria-label={`Choices of ${row.name}`}
        placeholder="first, second, third"
        className="text-xs"
        defaultValue={row.schema.enum?.join(', ')}
        onBlur={({ target }) => {
          const choices = target.value
            .split(',')
            .map((each) => each.trim())
            .filter((each) => each !== '');
          if (choices.length > 0) onChange({ ...row, schema: { ...row.schema, enum: choices } });
        }}
      />
    );
  }
  const inner = row.type === 'object' ? row.schema : row.type === 'rows' ? row.schema.items : undefined;
  if (!inner) return null;
  const nested: JsonValue = JSON.parse(JSON.stringify(inner));
  return (
    <div className="border-line border-l-2 pl-2">
      <SchemaRows
        value={nested}
        onChange={(next) => {
          const [changed] = readRows({ type: 'object', properties: { inner: next } });
          if (!changed) return;
          const schema =
            row.type === 'object' ? { ...row.schema, ...changed.schema } : { ...row.schema, items: changed.schema };
          onChange({ ...row, schema });
        }}
      />
    </div>
  );
};
