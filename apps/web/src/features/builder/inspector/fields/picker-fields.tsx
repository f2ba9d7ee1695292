import { Badge, Button, Field, Input, Select } from '@switchyard/ui';
import { X } from 'lucide-react';
import { useId, useState } from 'react';
import { useFieldProblem, useFields } from '../field-context.ts';
import { type FieldEditorProps, textOf, textsOf } from './field-props.ts';
import { Labelled } from './labelled.tsx';
import { usePickerOptions } from './use-picker-options.ts';

/** One of what exists. */
export const PickerField = ({ field, path, value }: FieldEditorProps) => {
  const { set } = useFields();
  const options = usePickerOptions(field.picker);
  const chosen = textOf(value);
  const known = options ?? [];
  const isMissing = chosen !== '' && !known.some((option) => option.value === chosen);
  const shown = isMissing ? [...known, { value: chosen, label: `${chosen} (does not exist)` }] : known;
  return (
    <Labelled field={field} path={path}>
      {(control) =>
        options === undefined ? (
          <Input {...control} value={chosen} onChange={({ target }) => set(path, target.value || undefined)} />
        ) : (
          <div className="flex gap-2">
            <Select
              {...control}
              options={shown}
              value={chosen}
              placeholder={options.length === 0 ? 'There is none yet' : 'Choose…'}
              onChange={(next) => set(path, next)}
            />
            {chosen !== '' && !field.isRequired ? (
              <Button variant="ghost" aria-label={`Clear ${field.label}`} onClick={() => set(path, undefined)}>
                <X aria-hidden />
              </Button>
            ) : null}
          </div>
        )
      }
    </Labelled>
  );
};

/** Several texts as chips; suggestions come from what exists, anything else may be typed. */
export const TextsField = ({ field, path, value }: FieldEditorProps) => {
  const { set } = useFields();
  const options = usePickerOptions(field.picker) ?? [];
  const problem = useFieldProblem(path, true);
  const listId = useId();
  const [typed, setTyped] = useState('');
  const chosen = textsOf(value);
  const labelOf = (each: string) => options.find((option) => option.value === each)?.label ?? each;
  const add = (text: string) => {
    const wanted = options.find(({ label }) => label.toLowerCase() === text.trim().toLowerCase())?.value ?? text.trim();
    setTyped('');
    if (wanted !== '' && !chosen.includes(wanted)) set(path, [...chosen, wanted]);
  };
  return (
    <Field
      label={field.label}
      hint={field.help}
      error={problem?.severity === 'error' ? problem.message : undefined}
      isRequired={field.isRequired || field.defaultValue !== undefined}
    >
      {(control) => (
        <div className="flex flex-col gap-1.5">
          {chosen.length > 0 ? (
            <ul className="flex flex-wrap gap-1">
              {chosen.map((each) => (
                <li key={each}>
                  <Badge tone="outline" className="h-6 pr-0.5">
                    {labelOf(each)}
                    <button
                      type="button"
                      aria-label={`Remove ${labelOf(each)}`}
                      className="rounded-xs p-1 hover:text-failed"
                      onClick={() =>
                        set(
                          path,
                          chosen.filter((other) => other !== each),
                        )
                      }
                    >
                      <X aria-hidden />
                    </button>
                  </Badge>
                </li>
              ))}
            </ul>
          ) : null}
          <Input
            {...control}
            list={listId}
            value={typed}
            placeholder={options.length > 0 ? 'Choose or type, then Enter' : 'Type, then Enter'}
            onChange={({ target }) => {
              const isPicked = options.some(({ label }) => label === target.value);
              if (isPicked) add(target.value);
              else setTyped(target.value);
            }}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault();
              add(typed);
            }}
            onBlur={() => add(typed)}
          />
          <datalist id={listId}>
            {options
              .filter((option) => !chosen.includes(option.value))
              .map((option) => (
                <option key={option.value} value={option.label} />
              ))}
          </datalist>
        </div>
      )}
    </Field>
  );
};
