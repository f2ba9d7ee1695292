import { Field, Input } from '@switchyard/ui';

interface ReasonFieldProps {
  readonly label?: string;
  readonly isRequired?: boolean;
  readonly value: string;
  readonly onChange: (reason: string) => void;
}

/** Why somebody does it: kept in the record with what was done. */
export const ReasonField = ({ label = 'Why', isRequired = false, value, onChange }: ReasonFieldProps) => (
  <Field label={label} isRequired={isRequired}>
    {(control) => (
      <Input {...control} maxLength={500} value={value} onChange={({ target }) => onChange(target.value)} />
    )}
  </Field>
);
