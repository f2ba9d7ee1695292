'use client';

import { Field, Input } from '@switchyard/ui';
import { showBytes } from './source-words.ts';

/** The format a file name claims; whether it holds, the server finds by reading it. */
export const formatOfFile = (file: File): 'csv' | 'json' | 'text' => {
  const name = file.name.toLowerCase();
  if (name.endsWith('.json')) return 'json';
  return name.endsWith('.csv') || name.endsWith('.tsv') ? 'csv' : 'text';
};

const formatWords = { csv: 'CSV, one row a line', json: 'JSON, a list of objects', text: 'Text, read whole' } as const;

interface FileFieldProps {
  readonly file: File | null;
  readonly onChange: (file: File | null) => void;
}

/** Chooses the first version of an uploaded source. */
export const FileField = ({ file, onChange }: FileFieldProps) => (
  <Field
    label="File"
    isRequired
    hint={
      file === null
        ? 'CSV with column names in the first line, a JSON list of objects, or text. At most 20 MB and 100,000 rows.'
        : `${formatWords[formatOfFile(file)]}, ${showBytes(file.size)}`
    }
  >
    {(control) => (
      <Input
        {...control}
        type="file"
        required
        accept=".csv,.tsv,.json,.txt,.md,text/*,application/json"
        onChange={(event) => onChange(event.target.files?.[0] ?? null)}
        className="h-auto py-1.5"
      />
    )}
  </Field>
);
