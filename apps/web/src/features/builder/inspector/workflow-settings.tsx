import { type DefinitionSettings, definitionSettingsSchema } from '@switchyard/domain';
import { Field, IconButton, Input, Select } from '@switchyard/ui';
import { X } from 'lucide-react';
import { useState } from 'react';
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
        <StepsMax value={settings.stepsMax} onChange={(stepsMax) => change({ stepsMax })} />
      </div>
    </aside>
  );
};

const { minValue, maxValue } = definitionSettingsSchema.shape.stepsMax.unwrap();

/** Typed freely; only what fits is kept, so that the draft can always be saved. */
const StepsMax = ({ value, onChange }: { value: number; onChange: (next: number) => void }) => {
  const [typed, setTyped] = useState<string | null>(null);
  const isFitting = definitionSettingsSchema.shape.stepsMax.safeParse(Number(typed ?? value)).success;
  return (
    <Field
      label="Steps at most"
      hint="Of one run, or of one round of a body. One more fails: it stops a loop that never ends."
      error={isFitting ? undefined : `Write a number from ${minValue} to ${maxValue?.toLocaleString('en')}.`}
      isRequired
    >
      {(control) => (
        <Input
          {...control}
          type="number"
          inputMode="numeric"
          min={minValue ?? undefined}
          max={maxValue ?? undefined}
          value={typed ?? String(value)}
          onChange={({ target }) => {
            setTyped(target.value);
            if (definitionSettingsSchema.shape.stepsMax.safeParse(Number(target.value)).success)
              onChange(Number(target.value));
          }}
          onBlur={() => setTyped(null)}
        />
      )}
    </Field>
  );
};
