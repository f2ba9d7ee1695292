'use client';

import { Button, Field, IconButton, Input, Select, type SelectOption, Textarea } from '@switchyard/ui';
import { Plus, Trash2 } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { newKey } from '../../trpc/new-key.ts';
import {
  type ComparisonDraft,
  type GraderDraft,
  type GraderInput,
  graderKinds,
  newComparison,
} from './grader-draft.ts';

/** What may be chosen while graders are typed. */
export interface GraderChoices {
  readonly outputs: readonly string[];
  readonly inputs: readonly string[];
  readonly candidates: readonly SelectOption[];
  readonly sources: readonly SelectOption[];
}

interface GraderInputsProps {
  readonly draft: GraderDraft;
  readonly choices: GraderChoices;
  readonly onChange: (draft: GraderDraft) => void;
}

/** What one kind of grader asks for. */
export const GraderInputs = ({ draft, choices, onChange }: GraderInputsProps) => (
  <div className="grid gap-3 sm:grid-cols-2">
    {graderKinds[draft.kind].inputs.map((input) => (
      <Field
        key={input.name}
        label={input.label}
        hint={input.hint}
        isRequired={!input.isOptional}
        className={input.kind === 'long' || input.kind === 'code' ? 'sm:col-span-2' : undefined}
      >
        {(control) => (
          <Control
            {...{ control, input, choices }}
            value={draft.values[input.name] ?? ''}
            onChange={(value) => onChange({ ...draft, values: { ...draft.values, [input.name]: value } })}
          />
        )}
      </Field>
    ))}
    {draft.kind === 'fields' ? (
      <Comparisons
        comparisons={draft.comparisons}
        outputs={choices.outputs}
        onChange={(comparisons) => onChange({ ...draft, comparisons })}
      />
    ) : null}
  </div>
);

interface ControlProps {
  readonly control: Parameters<Parameters<typeof Field>[0]['children']>[0];
  readonly input: GraderInput;
  readonly choices: GraderChoices;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

const optionsOf = (input: GraderInput, { candidates, sources, outputs, inputs }: GraderChoices) => {
  if (input.kind === 'candidate') return candidates;
  if (input.kind === 'source') return sources;
  const names = input.kind === 'output' ? outputs : [...new Set([...outputs, ...inputs])];
  const fields = names.map((name) => ({ value: name, label: name }));
  return input.isOptional ? [{ value: '', label: 'None' }, ...fields] : fields;
};

const Control = ({ control, input, choices, value, onChange }: ControlProps) => {
  if (input.kind === 'text' || input.kind === 'number') {
    const number = input.kind === 'number' ? { type: 'number', min: 0, step: 'any' } : {};
    return <Input {...control} {...number} value={value} onChange={(event) => onChange(event.target.value)} />;
  }
  if (input.kind === 'long' || input.kind === 'code') {
    return (
      <Textarea
        {...control}
        rows={3}
        isCode={input.kind === 'code'}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  }
  const options = optionsOf(input, choices);
  // One that is not offered any more, such as a source that was archived, is kept until somebody chooses another.
  const kept = value === '' || options.some((option) => option.value === value) ? [] : [{ value, label: value }];
  return <Select {...control} value={value} onChange={onChange} options={[...options, ...kept]} />;
};

const compares = [
  { value: 'text', label: 'Text, but for case and spaces' },
  { value: 'same', label: 'Exactly the same' },
  { value: 'number', label: 'Number within' },
  { value: 'similar', label: 'Similar text' },
];

/** A control of a row with its name above it, as what it is called aloud says too. */
const Cell = ({ label, children }: { label: string; children: ReactNode }) => (
  <div className="flex min-w-0 flex-col gap-1 text-muted text-xs">
    <span aria-hidden>{label}</span>
    {children}
  </div>
);

interface ComparisonsProps {
  readonly comparisons: readonly ComparisonDraft[];
  readonly outputs: readonly string[];
  readonly onChange: (comparisons: readonly ComparisonDraft[]) => void;
}

const Comparisons = ({ comparisons, outputs, onChange }: ComparisonsProps) => {
  const listId = useId();
  const change = (at: number, part: Partial<ComparisonDraft>) =>
    onChange(comparisons.map((each, index) => (index === at ? { ...each, ...part } : each)));
  return (
    <div className="flex flex-col gap-2 sm:col-span-2">
      <datalist id={listId}>
        {outputs.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {comparisons.map((each, index) => (
        <div key={each.id} className="grid grid-cols-2 items-end gap-2 sm:grid-cols-[1fr_1.4fr_6rem_6rem_auto]">
          <Cell label="Field">
            <Input
              aria-label={`Field ${index + 1}`}
              list={listId}
              value={each.field}
              onChange={(event) => change(index, { field: event.target.value })}
            />
          </Cell>
          <Cell label="Compared as">
            <Select
              aria-label={`How field ${index + 1} is compared`}
              options={compares}
              value={each.compare}
              onChange={(compare) => change(index, { compare })}
            />
          </Cell>
          <Cell label="Within">
            <Input
              aria-label={`Tolerance of field ${index + 1}`}
              type="number"
              min={0}
              step="any"
              disabled={each.compare !== 'number'}
              value={each.tolerance}
              onChange={(event) => change(index, { tolerance: event.target.value })}
            />
          </Cell>
          <Cell label="Weight">
            <Input
              aria-label={`Weight of field ${index + 1}`}
              type="number"
              min={0}
              step="any"
              value={each.weight}
              onChange={(event) => change(index, { weight: event.target.value })}
            />
          </Cell>
          <IconButton
            label={`Remove field ${index + 1}`}
            disabled={comparisons.length === 1}
            onClick={() => onChange(comparisons.toSpliced(index, 1))}
          >
            <Trash2 aria-hidden />
          </IconButton>
        </div>
      ))}
      <Button size="sm" className="self-start" onClick={() => onChange([...comparisons, newComparison(newKey())])}>
        <Plus aria-hidden />
        Compare another field
      </Button>
    </div>
  );
};
