import { compileExpression } from '@switchyard/definition';
import { type DefinitionSettings, definitionSettingsSchema, type RunLimit, runLimitSchema } from '@switchyard/domain';
import { Field, IconButton, Input, Select } from '@switchyard/ui';
import { X } from 'lucide-react';
import { useState } from 'react';
import type { ZodNumber } from 'zod';
import { useDispatch, useDraft } from '../builder-context.ts';
import { setSettings } from '../model/edits.ts';

const onFailureOptions = [
  { value: 'fail', label: 'The run fails' },
  { value: 'hold', label: 'The step waits for a person' },
];

const defaults = definitionSettingsSchema.parse({});

/** What holds for all runs of a version; beside the canvas while nothing is selected. */
export const WorkflowSettings = ({ onClose }: { onClose: () => void }) => {
  const dispatch = useDispatch();
  const settings: DefinitionSettings = { ...defaults, ...definitionSettingsSchema.safeParse(useDraft().settings).data };
  const change = (next: Partial<DefinitionSettings>) =>
    dispatch({
      type: 'edit',
      label: 'Change workflow settings',
      edit: setSettings(next),
      mergeKey: `settings:${Object.keys(next).join()}`,
    });
  return (
    <aside
      aria-label="Workflow settings"
      className="flex shrink-0 flex-col border-line bg-surface max-sm:h-3/5 max-sm:border-t sm:w-90 sm:border-l lg:w-100"
    >
      <div className="flex h-10 shrink-0 items-center gap-1 border-line border-b pr-1.5 pl-4">
        <h2 className="flex-1 truncate font-medium text-muted text-xs">Workflow settings</h2>
        <IconButton label="Close" size="sm" onClick={onClose}>
          <X aria-hidden />
        </IconButton>
      </div>
      <div className="flex min-h-0 flex-1 flex-col gap-5 overflow-y-auto p-4">
        <Field
          label="When a step fails and nothing catches it"
          hint={
            settings.onFailure === 'hold'
              ? 'Somebody who operates runs retries it, skips it or gives up.'
              : 'A “failed” path, a failure event or a for-each that goes on catches it before.'
          }
          isRequired
        >
          {(control) => (
            <Select
              {...control}
              options={onFailureOptions}
              value={settings.onFailure}
              onChange={(next) => change({ onFailure: next === 'hold' ? 'hold' : 'fail' })}
            />
          )}
        </Field>
        <NumberSetting
          label="Steps at most"
          hint="Of one run, or of one round of a body. One more fails: it stops a loop that never ends."
          schema={definitionSettingsSchema.shape.stepsMax.unwrap()}
          value={settings.stepsMax}
          onChange={(stepsMax) => change({ stepsMax: stepsMax ?? defaults.stepsMax })}
          isRequired
        />
        <RunsAtOnce limit={settings.runs} onChange={(runs) => change({ runs })} />
      </div>
    </aside>
  );
};

const whenFullOptions = [
  { value: 'queue', label: 'It waits for its turn' },
  { value: 'refuse', label: 'It is not started' },
];

/** How many runs go on at once, counted for each value of a key where there is one. */
const RunsAtOnce = ({ limit, onChange }: { limit?: RunLimit | undefined; onChange: (next?: RunLimit) => void }) => (
  <>
    <NumberSetting
      label="Runs at once"
      hint="Empty: as many as are started. Runs that other runs start are not counted."
      schema={runLimitSchema.shape.atOnce.unwrap()}
      value={limit?.atOnce}
      onChange={(atOnce) => onChange(atOnce === undefined ? undefined : { whenFull: 'queue', ...limit, atOnce })}
    />
    {limit ? (
      <>
        <Field label="One more" isRequired>
          {(control) => (
            <Select
              {...control}
              options={whenFullOptions}
              value={limit.whenFull}
              onChange={(next) => onChange({ ...limit, whenFull: next === 'refuse' ? 'refuse' : 'queue' })}
            />
          )}
        </Field>
        <RunKey limit={limit} onChange={onChange} />
      </>
    ) : null}
  </>
);

const RunKey = ({ limit, onChange }: { limit: RunLimit; onChange: (next: RunLimit) => void }) => {
  const { key, ...rest } = limit;
  const compiled = key === undefined ? undefined : compileExpression(key);
  return (
    <Field
      label="Counted for each"
      hint="An expression over the input, such as input.customer. Empty: all runs together."
      error={compiled && !compiled.ok ? compiled.error.message : undefined}
    >
      {(control) => (
        <Input
          {...control}
          className="font-mono"
          spellCheck={false}
          value={key ?? ''}
          onChange={({ target }) => onChange(target.value === '' ? rest : { ...rest, key: target.value })}
        />
      )}
    </Field>
  );
};

interface NumberSettingProps {
  readonly label: string;
  readonly hint: string;
  readonly schema: ZodNumber;
  readonly value: number | undefined;
  /** Undefined: emptied, which only what is not required can be. */
  readonly onChange: (next: number | undefined) => void;
  readonly isRequired?: boolean;
}

/** Typed freely; only what fits is kept, so that the draft can always be saved. */
const NumberSetting = ({ label, hint, schema, value, onChange, isRequired }: NumberSettingProps) => {
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? (value === undefined ? '' : String(value));
  const accepts = (each: string) => (each === '' ? isRequired !== true : schema.safeParse(Number(each)).success);
  const { minValue, maxValue } = schema;
  return (
    <Field
      label={label}
      hint={hint}
      error={accepts(text) ? undefined : `Write a number from ${minValue} to ${maxValue?.toLocaleString('en')}.`}
      isRequired={isRequired}
    >
      {(control) => (
        <Input
          {...control}
          type="number"
          inputMode="numeric"
          min={minValue ?? undefined}
          max={maxValue ?? undefined}
          value={text}
          onChange={({ target }) => {
            setTyped(target.value);
            if (accepts(target.value)) onChange(target.value === '' ? undefined : Number(target.value));
          }}
          onBlur={() => setTyped(null)}
        />
      )}
    </Field>
  );
};
