import { runStatuses } from '@switchyard/domain';
import { Button, formatInstantsIn, Input, Select, statusLooks } from '@switchyard/ui';
import { X } from 'lucide-react';
import { DayInput } from './day-input.tsx';
import { noRunFilter, type RunAddress, spans, standings } from './run-filter.ts';
import { useWorkflowOptions } from './use-workflow-options.ts';

const any = 'any';
const statusOptions = [
  { value: any, label: 'Any status' },
  ...runStatuses.map((status) => ({ value: status, label: statusLooks[status].word })),
  { value: 'paused', label: 'Paused' },
  { value: 'attention', label: 'Needs attention' },
];
const spanWords = {
  today: 'Started today',
  '24h': 'Last 24 hours',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
  between: 'Between days…',
} as const;
const spanOptions = [
  { value: any, label: 'Started any time' },
  ...spans.map((span) => ({ value: span, label: spanWords[span] })),
];

interface RunFiltersProps {
  readonly filter: RunAddress;
  readonly onChange: (change: Partial<RunAddress>) => void;
}

const isInstant = (text: string | null): boolean => text?.includes('T') ?? false;

/** Which runs are listed. What is chosen stands in the address. */
export const RunFilters = ({ filter, onChange }: RunFiltersProps) => {
  const { status, workflow, version, from, to, ended } = filter;
  const workflowOptions = useWorkflowOptions();
  const isExact = isInstant(from) || isInstant(to);
  const started = filter.started ?? (from || to ? 'between' : null);
  return (
    <search className="flex flex-wrap items-center gap-2">
      <Select
        aria-label="Status"
        className="w-40"
        options={statusOptions}
        value={status ?? any}
        onChange={(next) => onChange({ status: standings.find((each) => each === next) ?? null })}
      />
      <Select
        aria-label="Workflow"
        className="w-56"
        options={[{ value: any, label: 'Every workflow' }, ...workflowOptions]}
        value={workflow ?? any}
        onChange={(next) => onChange({ workflow: next === any ? null : next, version: null })}
      />
      {workflow === null ? null : (
        <Input
          aria-label="Version"
          type="number"
          min={1}
          placeholder="Version"
          className="w-24"
          value={version ?? ''}
          onChange={({ target }) => onChange({ version: target.value === '' ? null : Number(target.value) })}
        />
      )}
      <Select
        aria-label="Started"
        className="w-44"
        options={spanOptions}
        value={started ?? any}
        onChange={(next) => onChange({ started: spans.find((each) => each === next) ?? null, from: null, to: null })}
      />
      {started === 'between' && !isExact ? (
        <>
          <DayInput label="From" value={from} onChange={(day) => onChange({ started, from: day })} />
          <DayInput label="To" value={to} onChange={(day) => onChange({ started, to: day })} />
        </>
      ) : null}
      {isExact ? (
        <span className="text-muted text-sm">
          {formatInstantsIn(`${from ?? '…'} – ${to ?? 'now'}`)}
          {ended ? ', ended' : ''}
        </span>
      ) : null}
      {Object.values(filter).some((value) => value !== null) ? (
        <Button variant="ghost" onClick={() => onChange(noRunFilter)}>
          <X aria-hidden />
          Clear
        </Button>
      ) : null}
    </search>
  );
};
