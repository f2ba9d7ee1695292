'use client';

import { type ApiScope, apiScopes } from '@switchyard/domain';
import { Checkbox } from '@switchyard/ui';
import { scopeWords } from './scope-words.ts';

interface ScopeFieldsProps {
  readonly value: readonly ApiScope[];
  readonly onChange: (scopes: ApiScope[]) => void;
}

/** What a key may do, in the order of the list. */
export const ScopeFields = ({ value, onChange }: ScopeFieldsProps) => (
  <fieldset className="flex flex-col gap-3">
    <legend className="mb-2 font-medium text-ink text-sm">What it may do</legend>
    {apiScopes.map((scope) => (
      <Checkbox
        key={scope}
        checked={value.includes(scope)}
        onChange={(isChecked) =>
          onChange(apiScopes.filter((each) => (each === scope ? isChecked : value.includes(each))))
        }
        label={scopeWords[scope]}
        hint={<code className="font-mono">{scope}</code>}
      />
    ))}
  </fieldset>
);
