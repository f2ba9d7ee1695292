'use client';

import { FilterBar, Select } from '@switchyard/ui';
import { useWorkflowOptions } from '../runs/use-workflow-options.ts';
import { type InboxAddress, isNarrowed, notNarrowed } from './inbox-address.ts';

const every = 'every';

interface InboxSearchBarProps {
  readonly address: InboxAddress;
  readonly onChange: (change: Partial<InboxAddress>) => void;
  /** What was found so far, as a sentence; empty while nothing is narrowed. */
  readonly found: string;
}

/** Words and a process to narrow the list by. How much that leaves is said, also to those who do not see the list. */
export const InboxSearchBar = ({ address, onChange, found }: InboxSearchBarProps) => {
  const { q, workflow } = address;
  const options = useWorkflowOptions();
  const known = options.some(({ value }) => value === workflow) || workflow === '';
  return (
    <div className="flex shrink-0 flex-col gap-1.5 border-line border-b px-3 py-2">
      <FilterBar
        isColumn
        query={q}
        onQueryChange={(next) => onChange({ q: next })}
        placeholder="Search requests"
        isFiltered={isNarrowed(address)}
        onClear={() => onChange(notNarrowed)}
      >
        <Select
          aria-label="Process"
          className="min-w-0 flex-1 basis-0"
          options={[
            { value: every, label: 'Every process' },
            ...options,
            ...(known ? [] : [{ value: workflow, label: workflow }]),
          ]}
          value={workflow === '' ? every : workflow}
          onChange={(next) => onChange({ workflow: next === every ? '' : next })}
        />
      </FilterBar>
      <p role="status" className="text-muted text-xs empty:hidden">
        {found}
      </p>
    </div>
  );
};
