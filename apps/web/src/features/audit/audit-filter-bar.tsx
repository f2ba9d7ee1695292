'use client';

import type { AuditFacets } from '@switchyard/application';
import { Badge, FilterBar, IconButton, Select, type SelectOption } from '@switchyard/ui';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { type AuditFilterState, eventWord, isFiltered, noFilter } from './audit-filters.ts';
import { PeriodFilter } from './period-filter.tsx';

interface AuditFilterBarProps {
  readonly state: AuditFilterState;
  readonly onChange: (change: Partial<AuditFilterState>) => void;
  readonly facets: AuditFacets | undefined;
  readonly actions: ReactNode;
}

/** Radix has no option of an empty value, so that "all" needs one of its own. */
const all = 'all';

const areaOptions = (facets: AuditFacets | undefined): SelectOption[] => [
  { value: all, label: 'Everything' },
  ...(facets?.areas ?? []).map(({ name }) => ({ value: name, label: eventWord(name) })),
];

const eventOptions = (facets: AuditFacets | undefined, area: string): SelectOption[] => [
  { value: area, label: 'Any event' },
  ...(facets?.areas.find(({ name }) => name === area)?.events ?? []).map((event) => ({
    value: event,
    label: eventWord(event),
  })),
];

const actorOptions = (facets: AuditFacets | undefined): SelectOption[] => [
  { value: all, label: 'Anybody' },
  ...(facets?.actors ?? []).map(({ id, label, kind }) => ({
    value: id,
    label,
    ...(kind === 'user' ? {} : { hint: kind === 'api_key' ? 'API key' : 'The product itself' }),
  })),
];

/** Filters of the trail; all of them live in the URL. */
export const AuditFilterBar = ({ state, onChange, facets, actions }: AuditFilterBarProps) => {
  const area = state.type.split('.')[0] ?? '';
  return (
    <FilterBar
      query={state.q}
      onQueryChange={(q) => onChange({ q })}
      placeholder="Search names and reasons"
      isFiltered={isFiltered(state)}
      onClear={() => onChange(noFilter)}
      actions={actions}
    >
      <Select
        aria-label="What happened"
        className="w-36 max-sm:grow max-sm:basis-2/5"
        options={areaOptions(facets)}
        value={area === '' ? all : area}
        onChange={(value) => onChange({ type: value === all ? '' : value })}
      />
      {area === '' ? null : (
        <Select
          aria-label="Which event"
          className="w-40 max-sm:grow max-sm:basis-2/5"
          options={eventOptions(facets, area)}
          value={state.type}
          onChange={(type) => onChange({ type })}
        />
      )}
      <Select
        aria-label="Who did it"
        className="w-36 max-sm:grow max-sm:basis-2/5"
        options={actorOptions(facets)}
        value={state.actor === '' ? all : state.actor}
        onChange={(value) => onChange({ actor: value === all ? '' : value })}
      />
      <PeriodFilter from={state.from} to={state.to} onChange={onChange} />
      <Narrowed label="One run" isShown={state.run !== ''} onRemove={() => onChange({ run: '' })} />
      <Narrowed label="One subject" isShown={state.target !== ''} onRemove={() => onChange({ target: '' })} />
    </FilterBar>
  );
};

const Narrowed = ({ label, isShown, onRemove }: { label: string; isShown: boolean; onRemove: () => void }) =>
  isShown ? (
    <Badge tone="accent">
      {label}
      <IconButton
        label={`Remove the filter: ${label.toLowerCase()}`}
        size="sm"
        className="-mr-1.5 h-5"
        onClick={onRemove}
      >
        <X aria-hidden />
      </IconButton>
    </Badge>
  ) : null;
