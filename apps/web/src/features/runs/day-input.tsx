import { Input } from '@switchyard/ui';
import { useId } from 'react';

interface DayInputProps {
  readonly label: string;
  /** yyyy-mm-dd, in the viewer's zone. */
  readonly value: string | null;
  readonly onChange: (day: string | null) => void;
}

/** A day of a filter, beside its name. */
export const DayInput = ({ label, value, onChange }: DayInputProps) => {
  const id = useId();
  return (
    <span className="flex items-center gap-2">
      <label htmlFor={id} className="text-muted text-sm">
        {label}
      </label>
      <Input
        id={id}
        type="date"
        className="w-38"
        value={value ?? ''}
        onChange={({ target }) => onChange(target.value === '' ? null : target.value)}
      />
    </span>
  );
};
