import type { FormField } from '@switchyard/definition';
import type { JsonObject } from '@switchyard/domain';
import { Button, Checkbox, IconButton, Select } from '@switchyard/ui';
import { Plus, X } from 'lucide-react';
import { useBuilder } from '../../builder-context.ts';
import { useFieldProblem, useFields } from '../field-context.ts';
import { type FieldEditorProps, textOf } from './field-props.ts';
import { LabelledGroup } from './labelled.tsx';
import {
  entriesOf,
  isWritten,
  keyOf,
  missingEntries,
  type ToolChoice,
  toolGroups,
  withPermission,
} from './tool-choices.ts';

const permissions = [
  { value: 'off', label: 'Off' },
  { value: 'allowed', label: 'Allowed' },
  { value: 'approval', label: 'Needs approval' },
];

/** Tools of an agent step: what is off does not exist for the model. */
export const ToolsField = ({ field, path, value }: FieldEditorProps) => {
  const { set } = useFields();
  const { references } = useBuilder();
  const entries = entriesOf(value);
  const groups = toolGroups(references);
  const write = (next: readonly JsonObject[]) => set(path, [...next]);
  return (
    <LabelledGroup field={field} path={path}>
      {groups.map(({ label, choices }) => (
        <section key={label} aria-label={label} className="flex flex-col gap-2">
          <h4 className="font-medium text-muted text-xs">{label}</h4>
          {choices.length === 0 ? <p className="text-muted text-xs">Its tools have not been listed yet.</p> : null}
          {choices.map((choice) => (
            <ChoiceRow
              key={choice.key}
              choice={choice}
              index={entries.findIndex((entry) => keyOf(entry) === choice.key)}
              entries={entries}
              path={path}
              onChange={write}
            />
          ))}
        </section>
      ))}
      {missingEntries(entries, groups).map((entry) => (
        <p key={keyOf(entry)} className="flex items-center justify-between gap-2 text-failed text-xs">
          {textOf(entry.tool ?? entry.source)} is not there any more.
          <IconButton label="Remove the tool" size="sm" onClick={() => write(entries.filter((each) => each !== entry))}>
            <X aria-hidden />
          </IconButton>
        </p>
      ))}
      {entries.map((entry, index) =>
        isWritten(entry) ? (
          <WrittenTool
            key={`${keyOf(entry)}${index.toString()}`}
            entry={entry}
            path={`${path}.${index}`}
            onRemove={() => write(entries.filter((each) => each !== entry))}
          />
        ) : null,
      )}
      <div className="flex flex-wrap gap-2">
        <AddButton label="HTTP address" onAdd={() => write([...entries, freshHttp])} />
        <AddButton label="Values of the run" onAdd={() => write([...entries, freshRunData])} />
      </div>
    </LabelledGroup>
  );
};

const freshHttp = {
  kind: 'http',
  name: 'call_system',
  description: '',
  method: 'GET',
  url: 'https://',
  permission: 'allowed',
};
const freshRunData = { kind: 'runData', values: [{ name: 'value', value: 'input' }], permission: 'allowed' };

const AddButton = ({ label, onAdd }: { label: string; onAdd: () => void }) => (
  <Button size="sm" variant="ghost" onClick={onAdd}>
    <Plus aria-hidden />
    {label}
  </Button>
);

interface ChoiceRowProps {
  readonly choice: ToolChoice;
  /** Place in the config; -1 while it is off. */
  readonly index: number;
  readonly entries: readonly JsonObject[];
  readonly path: string;
  readonly onChange: (entries: readonly JsonObject[]) => void;
}

const ChoiceRow = ({ choice, index, entries, path, onChange }: ChoiceRowProps) => {
  const { set } = useFields();
  const entry = entries[index];
  const problem = useFieldProblem(`${path}.${index}`, true);
  const isChanged = entry !== undefined && entry.kind === 'mcp' && entry.digest !== choice.entry.digest;
  return (
    <div className="flex flex-col gap-1.5 rounded-sm border border-line p-2.5">
      <div className="grid grid-cols-[minmax(0,1fr)_10.5rem] items-center gap-2">
        <span className="truncate font-medium text-ink text-sm" title={choice.label}>
          {choice.label}
        </span>
        <Select
          aria-label={`Permission for ${choice.label}`}
          options={permissions}
          value={entry ? textOf(entry.permission) || 'allowed' : 'off'}
          disabled={choice.warning !== null && !entry}
          onChange={(permission) => onChange(withPermission(entries, choice, permission))}
        />
      </div>
      <p className="line-clamp-3 text-muted text-xs">{choice.description}</p>
      {entry?.kind === 'mcp' ? (
        <Checkbox
          label="May be repeated"
          hint="A second call with the same arguments does no harm. After a crash it is made again."
          checked={entry.isRepeatable === true}
          onChange={(isOn) => set(`${path}.${index}.isRepeatable`, isOn)}
        />
      ) : null}
      {choice.warning ? <p className="text-waiting text-xs">{choice.warning}</p> : null}
      {problem && !choice.warning ? <p className="text-failed text-xs">{problem.message}</p> : null}
      {isChanged && entry ? (
        <Button
          size="sm"
          className="self-start"
          onClick={() => onChange(withPermission(entries, choice, textOf(entry.permission) || 'allowed'))}
        >
          Use it as it is described now
        </Button>
      ) : null}
    </div>
  );
};

const field = (path: string, label: string, widget: FormField['widget'], more: Partial<FormField> = {}): FormField => ({
  path,
  label,
  widget,
  isRequired: false,
  ...more,
});

const permission = field('permission', 'Permission', 'enum', {
  defaultValue: 'allowed',
  options: permissions.slice(1),
});

const httpFields: readonly FormField[] = [
  field('name', 'Name', 'text', { isRequired: true, help: 'What the model calls it by, such as find_invoice' }),
  field('description', 'What it does', 'multiline', { isRequired: true, help: 'All the model knows of it' }),
  field('method', 'Method', 'enum', {
    defaultValue: 'GET',
    options: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((value) => ({ value, label: value })),
  }),
  field('url', 'Address', 'text', { isRequired: true, help: 'Whole; the model cannot change it' }),
  field('bearerSecret', 'Secret', 'picker', { picker: 'secret', help: 'Sent as Authorization: Bearer …' }),
  field('parameters', 'What the model fills in', 'schema', { help: 'Query for GET and DELETE, JSON body otherwise' }),
  permission,
  field('isRepeatable', 'May be repeated', 'boolean', { defaultValue: false }),
];

const runDataFields: readonly FormField[] = [
  field('values', 'Values the model may read', 'list', {
    fields: [field('name', 'Name', 'text'), field('value', 'Value', 'expression')],
  }),
  permission,
];

/** A tool that the step describes itself. */
const WrittenTool = ({ entry, path, onRemove }: { entry: JsonObject; path: string; onRemove: () => void }) => {
  const { Editor } = useFields();
  const isHttp = entry.kind === 'http';
  return (
    <div className="flex flex-col gap-3 rounded-sm border border-line p-3">
      <span className="flex items-center justify-between font-medium text-muted text-xs">
        {isHttp ? 'HTTP address' : 'Values of the run'}
        <IconButton label="Remove the tool" size="sm" onClick={onRemove}>
          <X aria-hidden />
        </IconButton>
      </span>
      {(isHttp ? httpFields : runDataFields).map((each) => (
        <Editor key={each.path} field={each} path={`${path}.${each.path}`} value={entry[each.path]} />
      ))}
    </div>
  );
};
