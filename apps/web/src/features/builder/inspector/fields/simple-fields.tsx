import { Input, Select, Switch, Textarea } from '@switchyard/ui';
import { useFields } from '../field-context.ts';
import { type FieldEditorProps, textOf } from './field-props.ts';
import { Labelled } from './labelled.tsx';

const optional = (text: string): string | undefined => (text === '' ? undefined : text);

export const TextField = ({ field, path, value }: FieldEditorProps) => {
  const { set } = useFields();
  return (
    <Labelled field={field} path={path}>
      {(control) => (
        <Input
          {...control}
          value={textOf(value)}
          maxLength={field.maxLength}
          onChange={({ target }) => set(path, field.isRequired ? target.value : optional(target.value))}
        />
      )}
    </Labelled>
  );
};

export const MultilineField = ({ field, path, value }: FieldEditorProps) => {
  const { set } = useFields();
  return (
    <Labelled field={field} path={path}>
      {(control) => (
        <Textarea {...control} value={textOf(value)} onChange={({ target }) => set(path, optional(target.value))} />
      )}
    </Labelled>
  );
};

export const NumberField = ({ field, path, value }: FieldEditorProps) => {
  const { set } = useFields();
  const fallback = typeof field.defaultValue === 'number' ? String(field.defaultValue) : undefined;
  return (
    <Labelled field={field} path={path}>
      {(control) => (
        <Input
          {...control}
          type="number"
          inputMode="numeric"
          min={field.minimum}
          max={field.maximum}
          placeholder={fallback}
          value={typeof value === 'number' ? String(value) : ''}
          onChange={({ target }) => set(path, target.value === '' ? undefined : Number(target.value))}
        />
      )}
    </Labelled>
  );
};

const microUsdPerUsd = 1_000_000;

/** Dollars on the screen, whole micro-dollars in the config. */
export const MoneyField = ({ field, path, value }: FieldEditorProps) => {
  const { set } = useFields();
  const write = (text: string) => set(path, text === '' ? undefined : Math.round(Number(text) * microUsdPerUsd));
  return (
    <Labelled field={field} path={path}>
      {(control) => (
        <Input
          {...control}
          type="number"
          inputMode="decimal"
          min={0}
          step="any"
          value={typeof value === 'number' ? String(value / microUsdPerUsd) : ''}
          onChange={({ target }) => write(target.value)}
        />
      )}
    </Labelled>
  );
};

export const BooleanField = ({ field, path, value }: FieldEditorProps) => {
  const { set } = useFields();
  const isOn = typeof value === 'boolean' ? value : field.defaultValue === true;
  return <Switch label={field.label} hint={field.help} checked={isOn} onChange={(next) => set(path, next)} />;
};

export const EnumField = ({ field, path, value }: FieldEditorProps) => {
  const { set } = useFields();
  return (
    <Labelled field={field} path={path}>
      {(control) => (
        <Select
          {...control}
          options={field.options ?? []}
          value={textOf(value ?? field.defaultValue)}
          onChange={(next) => set(path, next)}
        />
      )}
    </Labelled>
  );
};
