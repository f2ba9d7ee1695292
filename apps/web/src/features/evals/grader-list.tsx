'use client';

import type { Grader } from '@switchyard/domain';
import { Field, IconButton, Input, Select } from '@switchyard/ui';
import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react';
import { newKey } from '../../trpc/new-key.ts';
import { type GraderDraft, graderKinds, moveTo, newGrader, readDraft } from './grader-draft.ts';
import { type GraderChoices, GraderInputs } from './grader-inputs.tsx';

const kinds = Object.keys(graderKinds).filter((kind): kind is Grader['kind'] => Object.hasOwn(graderKinds, kind));

const gradersMax = 10;

interface GraderListProps {
  readonly drafts: readonly GraderDraft[];
  readonly choices: GraderChoices;
  readonly onChange: (drafts: readonly GraderDraft[]) => void;
  /** What is missing is said once somebody has tried to save. */
  readonly showsProblems: boolean;
}

/** Graders in the order in which they judge: added, typed, moved and taken away. */
export const GraderList = ({ drafts, choices, onChange, showsProblems }: GraderListProps) => (
  <>
    <ol className="flex flex-col gap-3">
      {drafts.map((draft, index) => (
        <li key={draft.id}>
          <GraderCard
            {...{ draft, index, choices, showsProblems }}
            count={drafts.length}
            onChange={(next) => onChange(drafts.with(index, next))}
            onMove={(to) => onChange(moveTo(drafts, index, to))}
            onRemove={() => onChange(drafts.toSpliced(index, 1))}
          />
        </li>
      ))}
    </ol>
    {drafts.length < gradersMax ? (
      <Select
        aria-label="Add a grader"
        className="max-w-72"
        placeholder="Add a grader…"
        value=""
        onChange={(value) => {
          const kind = kinds.find((each) => each === value);
          if (kind) onChange([...drafts, newGrader(newKey(), kind)]);
        }}
        options={kinds.map((kind) => ({ value: kind, label: graderKinds[kind].label }))}
      />
    ) : null}
  </>
);

interface GraderCardProps {
  readonly draft: GraderDraft;
  readonly index: number;
  readonly count: number;
  readonly choices: GraderChoices;
  readonly showsProblems: boolean;
  readonly onChange: (draft: GraderDraft) => void;
  readonly onMove: (to: number) => void;
  readonly onRemove: () => void;
}

const GraderCard = ({ draft, index, count, choices, showsProblems, onChange, onMove, onRemove }: GraderCardProps) => {
  const { label, about } = graderKinds[draft.kind];
  const name = `grader ${index + 1}`;
  const read = readDraft(draft);
  return (
    <fieldset className="relative flex min-w-0 flex-col gap-3 rounded-md border border-line bg-surface p-3">
      <legend className="sr-only">{`Grader ${index + 1}: ${label}`}</legend>
      <div className="flex flex-wrap items-start gap-2">
        <span className="mr-auto flex min-w-0 flex-col">
          <span className="font-medium text-ink text-sm">
            {index + 1}. {label}
          </span>
          <span className="text-muted text-xs">{about}</span>
        </span>
        <IconButton label={`Move ${name} up`} disabled={index === 0} onClick={() => onMove(index - 1)}>
          <ArrowUp aria-hidden />
        </IconButton>
        <IconButton label={`Move ${name} down`} disabled={index === count - 1} onClick={() => onMove(index + 1)}>
          <ArrowDown aria-hidden />
        </IconButton>
        <IconButton label={`Remove ${name}`} disabled={count === 1} onClick={onRemove}>
          <Trash2 aria-hidden />
        </IconButton>
      </div>
      <GraderInputs draft={draft} choices={choices} onChange={onChange} />
      {count > 1 ? (
        <Field label="Weight" isRequired hint="Relative to the other graders." className="max-w-40">
          {(control) => (
            <Input
              {...control}
              type="number"
              min={0}
              step="any"
              value={draft.weight}
              onChange={(event) => onChange({ ...draft, weight: event.target.value })}
            />
          )}
        </Field>
      ) : null}
      {showsProblems && 'problem' in read ? (
        <p role="alert" className="text-failed text-sm">
          {read.problem}
        </p>
      ) : null}
    </fieldset>
  );
};
