import { compileExpression, listTemplateExpressions } from '@switchyard/definition';
import { Field } from '@switchyard/ui';
import { useFieldProblem, useFields } from '../field-context.ts';
import { ExpressionInput } from './expression-input.tsx';
import { type FieldEditorProps, textOf } from './field-props.ts';

/** Why the text does not compile, at once; lint says the rest a moment later. */
export const expressionError = (source: string): string | undefined => {
  if (source.trim() === '') return undefined;
  const compiled = compileExpression(source);
  return compiled.ok ? undefined : compiled.error.message;
};

export const templateError = (template: string): string | undefined => {
  try {
    for (const { source } of listTemplateExpressions(template)) {
      const message = expressionError(source);
      if (message) return `In {{ ${source.trim()} }}: ${message}`;
    }
    return undefined;
  } catch (cause) {
    return cause instanceof Error ? cause.message : 'This template cannot be read.';
  }
};

export const ExpressionField = ({ field, path, value }: FieldEditorProps) => {
  const { set, completions } = useFields();
  const problem = useFieldProblem(path);
  const text = textOf(value);
  const error = expressionError(text) ?? (problem?.severity === 'error' ? problem.message : undefined);
  return (
    <Field
      label={field.label}
      hint={problem?.severity === 'warning' ? problem.message : field.help}
      error={error}
      isRequired={field.isRequired}
    >
      {(control) => (
        <ExpressionInput
          {...control}
          value={text}
          completions={completions}
          onChange={(next) => set(path, next === '' && !field.isRequired ? undefined : next)}
        />
      )}
    </Field>
  );
};

export const TemplateField = ({ field, path, value }: FieldEditorProps) => {
  const { set, completions } = useFields();
  const problem = useFieldProblem(path);
  const text = textOf(value);
  const error = templateError(text) ?? (problem?.severity === 'error' ? problem.message : undefined);
  return (
    <Field
      label={field.label}
      hint={field.help ?? 'Write {{ name }} to put in a value.'}
      error={error}
      isRequired={field.isRequired}
    >
      {(control) => (
        <ExpressionInput
          {...control}
          isTemplate
          value={text}
          rows={path === 'description' ? 3 : 1}
          className="font-sans text-sm"
          completions={completions}
          onChange={(next) => set(path, next === '' && !field.isRequired ? undefined : next)}
        />
      )}
    </Field>
  );
};
