'use client';

import type { ApiKeyView } from '@switchyard/application';
import { type DataClass, dataClasses } from '@switchyard/domain';
import { Field, Input, Select, Textarea } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/client.tsx';

/** What bounds a key's calls of models, as it is typed. */
export interface ModelAccess {
  readonly models: string;
  readonly dataClass: DataClass;
  readonly callsPerMinute: string;
  readonly dollarsPerDay: string;
  /** Id of the person on whose behalf it calls; empty: nobody’s. */
  readonly personId: string;
}

export const noModelAccess: ModelAccess = {
  models: '',
  dataClass: 'internal',
  callsPerMinute: '',
  dollarsPerDay: '',
  personId: '',
};

const toNumber = (text: string): number | null => (text.trim() === '' ? null : Number(text));

/** As a key has it. */
export const toModelAccess = (apiKey: ApiKeyView): ModelAccess => ({
  models: apiKey.models.join('\n'),
  dataClass: apiKey.dataClass,
  callsPerMinute: apiKey.callsPerMinute === null ? '' : String(apiKey.callsPerMinute),
  dollarsPerDay: apiKey.microUsdPerDay === null ? '' : String(apiKey.microUsdPerDay / 1_000_000),
  personId: apiKey.personId ?? '',
});

/** As the server takes it. */
export const toKeyLimits = ({ models, dataClass, callsPerMinute, dollarsPerDay, personId }: ModelAccess) => {
  const dollars = toNumber(dollarsPerDay);
  return {
    models: models.split(/[\s,]+/).filter((name) => name !== ''),
    dataClass,
    callsPerMinute: toNumber(callsPerMinute),
    microUsdPerDay: dollars === null ? null : Math.round(dollars * 1_000_000),
    personId: personId === '' ? null : personId,
  };
};

interface ModelAccessFieldsProps {
  readonly value: ModelAccess;
  readonly onChange: (value: ModelAccess) => void;
}

/** Asked only of keys that call models. */
export const ModelAccessFields = ({ value, onChange }: ModelAccessFieldsProps) => (
  <fieldset className="flex flex-col gap-4 border-line border-l-2 pl-4">
    <legend className="mb-2 font-medium text-ink text-sm">Its calls of models</legend>
    <Field
      label="Models and tasks"
      hint="One a line: “auto”, “task/triage”, “openai/gpt-5-mini”, “anthropic/*”. Empty: everything that is here."
    >
      {(control) => (
        <Textarea
          {...control}
          rows={3}
          value={value.models}
          onChange={(event) => onChange({ ...value, models: event.target.value })}
        />
      )}
    </Field>
    <Field label="What it sends is at least" hint="A call may say more, never less." isRequired>
      {(control) => (
        <Select
          {...control}
          options={dataClasses.map((each) => ({ value: each, label: each }))}
          value={value.dataClass}
          onChange={(dataClass) =>
            onChange({ ...value, dataClass: dataClasses.find((each) => each === dataClass) ?? 'restricted' })
          }
        />
      )}
    </Field>
    <Field label="Budget a day, in dollars" hint="Empty: only the budgets of the organisation and its suppliers hold.">
      {(control) => (
        <Input
          {...control}
          type="number"
          min={0}
          step="0.01"
          inputMode="decimal"
          value={value.dollarsPerDay}
          onChange={(event) => onChange({ ...value, dollarsPerDay: event.target.value })}
        />
      )}
    </Field>
    <Field label="Calls a minute" hint="Empty: no limit of its own.">
      {(control) => (
        <Input
          {...control}
          type="number"
          min={1}
          step={1}
          inputMode="numeric"
          value={value.callsPerMinute}
          onChange={(event) => onChange({ ...value, callsPerMinute: event.target.value })}
        />
      )}
    </Field>
    <PersonField value={value.personId} onChange={(personId) => onChange({ ...value, personId })} />
  </fieldset>
);

const PersonField = ({ value, onChange }: { value: string; onChange: (personId: string) => void }) => {
  const api = useTRPC();
  const { data } = useQuery(api.budgets.targets.queryOptions());
  const people = (data ?? [])
    .filter(({ scope }) => scope === 'person')
    .map(({ id, name }) => ({ value: id, label: name }));
  return (
    <Field label="On behalf of" hint="What it spends counts against this person’s budgets too.">
      {(control) => (
        <Select {...control} options={[{ value: '', label: 'Nobody' }, ...people]} value={value} onChange={onChange} />
      )}
    </Field>
  );
};
