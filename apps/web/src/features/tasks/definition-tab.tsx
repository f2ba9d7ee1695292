'use client';

import type { TaskDetail } from '@switchyard/application';
import { Card, ErrorState, type FormValue, SchemaForm, Section } from '@switchyard/ui';
import { TriangleAlert } from 'lucide-react';
import { schemaRowFields } from './flat-schema.ts';
import { type RowField, RowList } from './row-list.tsx';
import { basicFields, checkRowFields, extractorRowFields, limitFields, ruleRowFields } from './task-form.ts';
import type { TaskDraft } from './use-task-draft.ts';

const Problems = ({ problems }: { problems: TaskDetail['problems'] }) =>
  problems.length === 0 ? null : (
    <ul
      aria-label="Problems"
      className="flex flex-col gap-1 rounded-md border border-line bg-surface px-4 py-3 text-sm"
    >
      {problems.map(({ path, message }) => (
        <li key={`${path} ${message}`} className="flex items-start gap-2">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-waiting" />
          <span>
            <span className="font-mono text-muted text-xs">{path}</span> {message}
          </span>
        </li>
      ))}
    </ul>
  );

interface ListSpec {
  readonly key: string;
  readonly label: string;
  readonly itemLabel: string;
  readonly fields: readonly RowField[];
  readonly newRow: FormValue;
}

const textRow: FormValue = { kind: 'text', isRequired: true };

const schemaLists: readonly ListSpec[] = [
  { key: 'input', label: 'Input', itemLabel: 'field', fields: schemaRowFields, newRow: textRow },
  { key: 'output', label: 'Output', itemLabel: 'field', fields: schemaRowFields, newRow: textRow },
];
const checkLists: readonly ListSpec[] = [
  { key: 'checks', label: 'Checks', itemLabel: 'check', fields: checkRowFields, newRow: { kind: 'rule' } },
];
const workLists: readonly ListSpec[] = [
  { key: 'extractors', label: 'Extractors', itemLabel: 'extractor', fields: extractorRowFields, newRow: {} },
  { key: 'rules', label: 'Rules, the first that holds', itemLabel: 'rule', fields: ruleRowFields, newRow: {} },
];

interface PartProps {
  readonly draft: TaskDraft;
  readonly canEdit: boolean;
}

/** Lists as rows; a nested schema, which rows cannot say, as JSON. */
const Lists = ({ lists, draft, canEdit }: PartProps & { lists: readonly ListSpec[] }) => (
  <Card className="flex flex-col gap-6">
    {lists.map(({ key, label, itemLabel, fields, newRow }) =>
      Array.isArray(draft.value[key]) ? (
        <RowList
          key={key}
          label={label}
          itemLabel={itemLabel}
          fields={fields}
          newRow={newRow}
          value={draft.value[key]}
          isDisabled={!canEdit}
          onChange={(rows) => draft.onChange({ ...draft.value, [key]: rows })}
        />
      ) : (
        <SchemaForm
          key={key}
          fields={[{ name: key, label: `${label} (JSON Schema)`, kind: 'json', rows: 12 }]}
          value={draft.value}
          onChange={draft.onChange}
          isDisabled={!canEdit}
        />
      ),
    )}
  </Card>
);

const Fields = ({ fields, draft, canEdit }: PartProps & { fields: typeof basicFields }) => (
  <Card>
    <SchemaForm
      fields={fields}
      value={draft.value}
      onChange={draft.onChange}
      isDisabled={!canEdit}
      className="max-w-3xl"
    />
  </Card>
);

interface DefinitionTabProps extends PartProps {
  readonly task: TaskDetail;
}

/** The task as a form. */
export const DefinitionTab = ({ task, ...part }: DefinitionTabProps) => (
  <div className="flex flex-col gap-8">
    {part.draft.error ? <ErrorState title={part.draft.error} safe="Your changes are still in the form." /> : null}
    <Problems problems={task.problems} />
    <Section title="What is to be done" description="Instructions, and the floors that routing never goes below.">
      <Fields fields={basicFields} {...part} />
    </Section>
    <Section title="Input and output" description="Typed, so that every supplier’s answer can be enforced and checked.">
      <Lists lists={schemaLists} {...part} />
    </Section>
    <Section
      title="Definition of done"
      description="Checks run on every answer. A failed one goes back as feedback, then to the next supplier, at last to a person. Rules are CEL over input, output and sources."
    >
      <Lists lists={checkLists} {...part} />
    </Section>
    <Section title="Without a model" description="What rules and extractors can do costs nothing.">
      <Lists lists={workLists} {...part} />
    </Section>
    <Section title="Limits">
      <Fields fields={limitFields} {...part} />
    </Section>
  </div>
);
