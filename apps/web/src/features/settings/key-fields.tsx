'use client';

import { type ApiScope, apiScopes } from '@switchyard/domain';
import { Checkbox, Field, Input } from '@switchyard/ui';
import { type ModelAccess, ModelAccessFields } from './model-access-fields.tsx';
import { scopeWords } from './scope-words.ts';

/** What is said of a key, as it is typed. */
export interface KeyDraft {
  readonly name: string;
  readonly scopes: readonly ApiScope[];
  readonly access: ModelAccess;
}

export const callsModels = ({ scopes }: Pick<KeyDraft, 'scopes'>): boolean => scopes.includes('models:call');

interface KeyFieldsProps {
  readonly value: KeyDraft;
  readonly onChange: (value: KeyDraft) => void;
  readonly error: string | undefined;
}

/** Name, scopes, and what bounds its calls of models, of a key that is made or changed. */
export const KeyFields = ({ value, onChange, error }: KeyFieldsProps) => (
  <>
    <Field label="Name" hint="After what will use it: “ERP”, “nightly import”." isRequired error={error}>
      {(control) => (
        <Input
          {...control}
          required
          maxLength={120}
          value={value.name}
          onChange={(event) => onChange({ ...value, name: event.target.value })}
        />
      )}
    </Field>
    <fieldset className="flex flex-col gap-3">
      <legend className="mb-2 font-medium text-ink text-sm">What it may do</legend>
      {apiScopes.map((scope) => (
        <Checkbox
          key={scope}
          checked={value.scopes.includes(scope)}
          onChange={(isChecked) =>
            onChange({
              ...value,
              scopes: apiScopes.filter((each) => (each === scope ? isChecked : value.scopes.includes(each))),
            })
          }
          label={scopeWords[scope]}
          hint={<code className="font-mono">{scope}</code>}
        />
      ))}
    </fieldset>
    {callsModels(value) ? (
      <ModelAccessFields value={value.access} onChange={(access) => onChange({ ...value, access })} />
    ) : null}
  </>
);
