'use client';

import { Field, Textarea } from '@switchyard/ui';

interface JsonTextFieldProps {
  readonly label: string;
  readonly rows: number;
  readonly text: string;
  readonly onText: (text: string) => void;
  /** What is wrong with the text, or with what became of it. */
  readonly problem: string | undefined;
}

/** A few lines of JSON, written by hand. */
export const JsonTextField = ({ label, rows, text, onText, problem }: JsonTextFieldProps) => (
  <Field label={label} error={problem}>
    {(control) => (
      <Textarea
        {...control}
        rows={rows}
        value={text}
        onChange={({ target }) => onText(target.value)}
        spellCheck={false}
      />
    )}
  </Field>
);
