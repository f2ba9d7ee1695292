'use client';

import { Button, Field, Section, Select } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import { ListChecks } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { type Choices, type LostNode, listLostNodes, toMapping } from './mapping-choices.ts';
import type { Terms } from './use-migration.ts';

interface TermsFormProps {
  readonly slug: string;
  /** Newest first. */
  readonly versions: readonly { readonly number: number; readonly note: string }[];
  readonly isPending: boolean;
  readonly onPlan: (terms: Terms) => void;
}

/** From which version to which, and what becomes of runs at nodes that are no longer there. */
export const TermsForm = ({ slug, versions, isPending, onPlan }: TermsFormProps) => {
  const trpc = useTRPC();
  const [newest, before] = versions;
  const [to, setTo] = useState(newest?.number ?? 1);
  const [from, setFrom] = useState(before?.number ?? 1);
  const [choices, setChoices] = useState<Choices>({});
  const isSame = from === to;
  const comparison = useQuery(
    trpc.workflows.compare.queryOptions({ slug, before: from, after: to }, { enabled: !isSame }),
  );
  const lost = useMemo(() => (comparison.data ? listLostNodes(comparison.data) : []), [comparison.data]);
  const options = versions.map(({ number, note }) => ({ value: `${number}`, label: `Version ${number}`, hint: note }));
  const choose = (set: (number: number) => void) => (value: string) => {
    set(Number(value));
    setChoices({});
  };
  return (
    <Section
      title="From and to"
      description="Runs stay on the version they were started with until somebody moves them. The dry run shows what would become of each of them and changes nothing."
    >
      <div className="grid max-w-2xl gap-4 sm:grid-cols-2">
        <Field label="Runs of" isRequired>
          {(control) => <Select {...control} options={options} value={`${from}`} onChange={choose(setFrom)} />}
        </Field>
        <Field label="Move to" isRequired error={isSame ? 'Choose two different versions.' : undefined}>
          {(control) => <Select {...control} options={options} value={`${to}`} onChange={choose(setTo)} />}
        </Field>
      </div>
      <MappingEditor
        lost={isSame ? [] : lost}
        choices={choices}
        onChoose={(nodeId, choice) => setChoices((known) => ({ ...known, [nodeId]: choice }))}
      />
      <div>
        <Button
          isPending={isPending}
          disabled={isSame || comparison.isPending}
          onClick={() => onPlan({ workflowSlug: slug, fromVersion: from, toVersion: to, mapping: toMapping(choices) })}
        >
          <ListChecks aria-hidden />
          Dry run
        </Button>
      </div>
    </Section>
  );
};

interface MappingEditorProps {
  readonly lost: readonly LostNode[];
  readonly choices: Choices;
  readonly onChoose: (nodeId: string, choice: string) => void;
}

const MappingEditor = ({ lost, choices, onChoose }: MappingEditorProps) => {
  if (lost.length === 0) return null;
  return (
    <fieldset className="flex max-w-2xl flex-col gap-4 rounded-md border border-line p-4">
      <legend className="px-1 font-medium text-ink text-sm">Nodes the new version has not</legend>
      {lost.map(({ id, name, kind, why, choices: options }) => (
        <Field
          key={id}
          label={`Runs at “${name}”`}
          isRequired
          hint={
            why === 'gone'
              ? `The new version has no “${id}”.`
              : `In the new version “${id}” is no ${kind} step any more.`
          }
        >
          {(control) => (
            <Select
              {...control}
              options={options}
              value={choices[id] ?? ''}
              onChange={(choice) => onChoose(id, choice)}
            />
          )}
        </Field>
      ))}
    </fieldset>
  );
};
