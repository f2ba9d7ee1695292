import { Input, Select } from '@switchyard/ui';
import { useState } from 'react';
import { useFields } from '../field-context.ts';
import { durationUnits, splitDuration, writeDuration } from './duration.ts';
import { type FieldEditorProps, textOf } from './field-props.ts';
import { Labelled } from './labelled.tsx';

/** An amount and a unit; a duration of several units is edited as ISO 8601 text. */
export const DurationField = ({ field, path, value }: FieldEditorProps) => {
  const { set } = useFields();
  const text = textOf(value);
  const split = splitDuration(text);
  const [emptyUnit, setEmptyUnit] = useState<(typeof durationUnits)[number]['value']>('H');
  const unit = split?.unit ?? emptyUnit;
  const isMixed = text !== '' && !split;
  return (
    <Labelled field={{ ...field, help: isMixed ? 'ISO 8601, such as P1DT12H' : '' }} path={path}>
      {(control) =>
        isMixed ? (
          <Input
            {...control}
            value={text}
            className="font-mono"
            onChange={({ target }) => set(path, target.value === '' ? undefined : target.value)}
          />
        ) : (
          <div className="flex gap-2">
            <Input
              {...control}
              inputMode="numeric"
              placeholder="none"
              className="w-24 tabular-nums"
              value={split?.amount ?? ''}
              onChange={({ target }) => set(path, writeDuration(target.value, unit))}
            />
            <Select
              aria-label={`${field.label}: unit`}
              options={durationUnits}
              value={unit}
              className="w-32"
              onChange={(next) => {
                const wanted = durationUnits.find((each) => each.value === next)?.value ?? 'H';
                setEmptyUnit(wanted);
                if (split) set(path, writeDuration(split.amount, wanted));
              }}
            />
          </div>
        )
      }
    </Labelled>
  );
};
