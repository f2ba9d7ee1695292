'use client';

import { type Role, roles } from '@switchyard/domain';
import { Checkbox } from '@switchyard/ui';
import { roleWords } from './role-words.ts';

interface RoleChoiceProps {
  readonly value: readonly Role[];
  readonly onChange: (roles: Role[]) => void;
  /** Only an owner may give or take the owner's role. */
  readonly canChooseOwner: boolean;
  readonly disabled?: boolean;
}

/** Several roles add up. */
export const RoleChoice = ({ value, onChange, canChooseOwner, disabled = false }: RoleChoiceProps) => (
  <fieldset className="flex flex-col gap-3">
    <legend className="mb-2 font-medium text-ink text-sm">Roles</legend>
    {roles.map((role) => (
      <Checkbox
        key={role}
        checked={value.includes(role)}
        disabled={disabled || (role === 'owner' && !canChooseOwner)}
        onChange={(isChecked) => onChange(roles.filter((each) => (each === role ? isChecked : value.includes(each))))}
        label={roleWords[role].label}
        hint={roleWords[role].hint}
      />
    ))}
  </fieldset>
);
