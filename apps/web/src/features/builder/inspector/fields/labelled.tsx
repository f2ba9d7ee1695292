import type { FormField } from '@switchyard/definition';
import { Field, type FieldControlProps } from '@switchyard/ui';
import type { ReactNode } from 'react';
import { useFieldProblem } from '../field-context.ts';

interface LabelledProps {
  readonly field: FormField;
  readonly path: string;
  readonly children: (control: FieldControlProps) => ReactNode;
}

/** Label, hint and what lint says about this very field. */
export const Labelled = ({ field, path, children }: LabelledProps) => {
  const problem = useFieldProblem(path);
  const isError = problem?.severity === 'error';
  return (
    <Field
      label={field.label}
      hint={problem && !isError ? problem.message : field.help}
      error={isError ? problem.message : undefined}
      isRequired={field.isRequired || field.defaultValue !== undefined}
    >
      {children}
    </Field>
  );
};

/** A heading for editors with several controls of their own. */
export const LabelledGroup = ({
  field,
  path,
  isWhole,
  children,
}: {
  field: FormField;
  path: string;
  isWhole?: boolean;
  children: ReactNode;
}) => {
  const problem = useFieldProblem(path, isWhole);
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="font-medium text-ink text-sm">{field.label}</legend>
      {field.help ? <p className="-mt-1 text-muted text-xs">{field.help}</p> : null}
      {children}
      {problem ? (
        <p className={problem.severity === 'error' ? 'text-failed text-xs' : 'text-waiting text-xs'}>
          {problem.message}
        </p>
      ) : null}
    </fieldset>
  );
};
