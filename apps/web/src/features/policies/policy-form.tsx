'use client';

import type { PolicyDetail } from '@switchyard/application';
import { Button, Field, Input, SidePanel, Switch } from '@switchyard/ui';
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useId, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { type Fields, fieldsOf, isSavable, problemOf, rulesOf } from './policy-fields.ts';
import type { Scope } from './policy-scope.ts';
import { ReuseFields } from './reuse-fields.tsx';
import { usePolicyChange } from './use-policy-change.ts';

type TextField = { [Key in keyof Fields]: string extends Fields[Key] ? Key : never }[keyof Fields];

interface TextRow {
  readonly key: TextField;
  readonly label: string;
  readonly hint: string;
  readonly isRequired: boolean;
}

const relativeRows: readonly TextRow[] = [
  { key: 'reference', label: 'Reference', hint: 'Such as anthropic/claude-sonnet-5', isRequired: true },
  { key: 'sharePercent', label: 'Share of its quality, in percent', hint: 'On the same cases', isRequired: true },
];
const rows: readonly TextRow[] = [
  {
    key: 'confidencePercent',
    label: 'How sure, in percent',
    hint: 'One-sided confidence of the lower bound',
    isRequired: true,
  },
  {
    key: 'residencies',
    label: 'Places data may be processed in',
    hint: 'As the suppliers say it, such as eu, ch. Empty: anywhere',
    isRequired: false,
  },
  { key: 'latencyMs', label: 'Slowest 5 % of answers, in ms', hint: 'Empty: no limit', isRequired: false },
  { key: 'errorPercent', label: 'Calls that may fail, in percent', hint: 'Empty: no limit', isRequired: false },
  {
    key: 'worsePercent',
    label: 'Later rules may be worse by, in points',
    hint: 'Of right answers, task by task; else they are not published. Empty: whatever they do',
    isRequired: false,
  },
  { key: 'feedbackRetries', label: 'Tries with the failure as feedback', hint: '0 to 5', isRequired: true },
  { key: 'transientRetries', label: 'Tries after a passing failure', hint: '0 to 5', isRequired: true },
  {
    key: 'workSeconds',
    label: 'Longest time for a step or call, in seconds',
    hint: 'All its attempts together. Empty: as long as they may take',
    isRequired: false,
  },
];

interface FormProps {
  readonly scope: Scope;
  readonly policy: PolicyDetail;
  readonly onClose: () => void;
}

/** Changes the draft of a scope's rules. Nothing holds until it is published. */
export const PolicyForm = ({ scope, policy, onClose }: FormProps) => {
  const api = useTRPC();
  const formId = useId();
  const before = policy.draft?.rules ?? policy.base;
  const [fields, setFields] = useState(() => fieldsOf(before));
  const change = (part: Partial<Fields>) => setFields((old) => ({ ...old, ...part }));
  const isComplete = isSavable(fields);
  const save = useMutation(api.policies.saveDraft.mutationOptions(usePolicyChange('Draft saved', onClose)));
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!isComplete) return;
    save.mutate({ scope, rules: rulesOf(before, fields), revision: policy.draft?.revision ?? 0 });
  };
  const toRow = ({ key, label, hint, isRequired }: TextRow) => (
    <Field key={key} label={label} hint={hint} error={problemOf(fields, key)} isRequired={isRequired}>
      {(control) => (
        <Input {...control} value={fields[key]} onChange={(event) => change({ [key]: event.target.value })} />
      )}
    </Field>
  );
  return (
    <SidePanel
      isOpen
      onOpenChange={onClose}
      title={`Rules of ${policy.label}`}
      description="A draft: it holds when it is published."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={formId} disabled={!isComplete} isPending={save.isPending}>
            Save the draft
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        <Switch
          checked={fields.isRelative}
          onChange={(isRelative) => change({ isRelative })}
          label="Compare with a reference"
          hint="Otherwise each task’s own quality target must be shown."
        />
        {fields.isRelative ? relativeRows.map(toRow) : null}
        {rows.map(toRow)}
        <Switch
          checked={fields.allowsUnproven}
          onChange={(allowsUnproven) => change({ allowsUnproven })}
          label="Try the unproven behind checks"
          hint="Only where a task has checks that catch failures."
        />
        <Switch
          checked={fields.allowsLearned}
          onChange={(allowsLearned) => change({ allowsLearned })}
          label="Follow learned plans"
          hint="Cheap ones first, and the strong one where past outcomes say so."
        />
        <Switch
          checked={fields.waitsAtLimit}
          onChange={(waitsAtLimit) => change({ waitsAtLimit })}
          label="Wait for a supplier whose limit of calls is reached"
          hint="Otherwise the next candidate is asked, which may cost more."
        />
        <ReuseFields fields={fields} onChange={change} />
        {save.error ? (
          <p role="alert" className="text-failed text-sm">
            {save.error.message}
          </p>
        ) : null}
      </form>
    </SidePanel>
  );
};
