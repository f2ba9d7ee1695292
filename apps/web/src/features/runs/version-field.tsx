import { Field, Select } from '@switchyard/ui';

export type RerunVersion = 'same' | 'current';

interface VersionFieldProps {
  readonly value: RerunVersion;
  /** What the version of what failed is called. */
  readonly own: string;
  readonly hint?: string;
  readonly onChange: (version: RerunVersion) => void;
}

/** Whether what failed is run again as it was, or as the workflow is now. */
export const VersionField = ({ value, own, hint, onChange }: VersionFieldProps) => (
  <Field label="Version" isRequired {...(hint === undefined ? {} : { hint })}>
    {(control) => (
      <Select
        {...control}
        options={[
          { value: 'same', label: own },
          { value: 'current', label: 'The version that is published now' },
        ]}
        value={value}
        onChange={(next) => onChange(next === 'current' ? 'current' : 'same')}
      />
    )}
  </Field>
);
