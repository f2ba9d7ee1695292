import { Field, Input, Select, Switch } from '@switchyard/ui';
import { type Fields, problemOf } from './policy-fields.ts';

const hedgeOptions = [
  { value: 'never', label: 'Wait for it' },
  { value: 'ms', label: 'Ask a second one after a time' },
  { value: 'p95', label: 'Ask a second one once it is slower than 95 of 100 of its answers' },
];

interface Props {
  readonly fields: Fields;
  readonly onChange: (part: Partial<Fields>) => void;
}

const NumberField = ({
  fields,
  onChange,
  name,
  label,
  hint,
}: Props & { name: 'reuseMinutes' | 'hedgeMs'; label: string; hint: string }) => (
  <Field label={label} hint={hint} error={problemOf(fields, name)} isRequired>
    {(control) => (
      <Input {...control} value={fields[name]} onChange={(event) => onChange({ [name]: event.target.value })} />
    )}
  </Field>
);

/** Whether an answer is given again, and what happens while one is slow to come. */
export const ReuseFields = ({ fields, onChange }: Props) => (
  <>
    <Switch
      checked={fields.isReused}
      onChange={(isReused) => onChange({ isReused })}
      label="Answer exactly the same input from before"
      hint="At no cost, for the same class of data and version of a task, from whoever may still be asked. Never answers that ask for tools."
    />
    {fields.isReused ? (
      <>
        <NumberField
          fields={fields}
          onChange={onChange}
          name="reuseMinutes"
          label="For how many minutes"
          hint="An older answer is asked for anew"
        />
        <Switch
          checked={fields.reusesVaried}
          onChange={(reusesVaried) => onChange({ reusesVaried })}
          label="Also where the caller wants answers to vary"
          hint="Calls through the gateway that name a temperature above 0."
        />
      </>
    ) : null}
    <Field
      label="While a model is slow to answer"
      hint="The first good answer counts. The other call is broken off, and may cost something."
      isRequired
    >
      {(control) => (
        <Select
          {...control}
          options={hedgeOptions}
          value={fields.hedge}
          onChange={(hedge) => onChange({ hedge: hedge as Fields['hedge'] })}
        />
      )}
    </Field>
    {fields.hedge === 'ms' ? (
      <NumberField
        fields={fields}
        onChange={onChange}
        name="hedgeMs"
        label="After how many ms"
        hint="Of a stream: without its first word"
      />
    ) : null}
  </>
);
