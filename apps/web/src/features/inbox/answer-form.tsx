'use client';

import type { DataSchema } from '@switchyard/domain';
import {
  Button,
  Checkbox,
  Field,
  type FormErrors,
  type FormValue,
  fieldsFromSchema,
  Kbd,
  SchemaForm,
  Textarea,
} from '@switchyard/ui';
import { type KeyboardEvent, type SubmitEvent, useState } from 'react';
import { type AnswerDraft, findDraft, keepDraft } from './answer-drafts.ts';
import type { ApprovalDetailData } from './detail-types.ts';
import type { Answer, Outcome } from './use-decision.ts';

const titles: Record<Outcome, string> = {
  approved: 'Approve',
  rejected: 'Reject',
  changes: 'Request changes',
};
const questions: Record<Outcome, string> = {
  approved: 'Comment',
  rejected: 'Why is it rejected?',
  changes: 'What has to change?',
};

interface AnswerFormProps {
  readonly item: ApprovalDetailData;
  readonly outcome: Outcome;
  readonly isPending: boolean;
  readonly onCancel: () => void;
  readonly onAnswer: (answer: Answer) => void;
}

/** What does not fit, by field. Loaded when it is needed: most requests have no form. */
const findErrors = async (schema: DataSchema, answers: FormValue): Promise<FormErrors> => {
  const { listDataIssues } = await import('@switchyard/domain');
  return Object.fromEntries([...listDataIssues(schema, answers)].map(({ path, message }) => [path, message]));
};

/** What has to be chosen comes before the comment. */
const focusFirst = (form: HTMLFormElement | null): void =>
  form?.querySelector<HTMLElement>('input, select, textarea')?.focus();

/** The reason, the form of the gate, and for high risk a confirmation of its own. Ctrl or ⌘ with Enter sends. */
export const AnswerForm = ({ item, outcome, isPending, onCancel, onAnswer }: AnswerFormProps) => {
  const [draft, setDraft] = useState(() => findDraft(item.id, outcome));
  const { reason, form } = draft;
  const change = (next: Partial<AnswerDraft>) => {
    const changed = { ...draft, ...next };
    setDraft(changed);
    keepDraft(item.id, outcome, changed);
  };
  const [errors, setErrors] = useState<FormErrors>({});
  const [isConfirmed, setIsConfirmed] = useState(false);
  const isReasonRequired = outcome !== 'approved';
  const isHighRisk = item.risk === 'high';
  const hasForm = item.form !== null && outcome === 'approved';
  const fields = hasForm && item.form ? fieldsFromSchema(item.form) : [];
  // A switch that nobody touched says no.
  const untouched = Object.fromEntries(
    fields.filter(({ kind }) => kind === 'boolean').map(({ name }) => [name, false]),
  );
  const isFilled = fields.every(({ name, isRequired }) => !isRequired || (form[name] ?? untouched[name]) !== undefined);
  const isReady = isFilled && (!isReasonRequired || reason.trim() !== '') && (!isHighRisk || isConfirmed);
  const follows = item.outcomes.find((each) => each.outcome === outcome)?.sentence;
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!isReady) return;
    const answers = { ...untouched, ...form };
    const found = hasForm && item.form ? await findErrors(item.form, answers) : {};
    setErrors(found);
    if (Object.keys(found).length > 0) return;
    onAnswer({ outcome, reason: reason.trim(), isConfirmed, ...(hasForm ? { form: answers } : {}) });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLFormElement>) => {
    if (event.key === 'Escape') onCancel();
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) event.currentTarget.requestSubmit();
  };
  return (
    <form ref={focusFirst} noValidate onSubmit={submit} onKeyDown={onKeyDown} className="flex flex-col gap-3">
      {follows === undefined ? null : <p className="font-medium text-ink text-sm">{follows}</p>}
      {fields.length > 0 ? (
        <SchemaForm fields={fields} value={form} errors={errors} onChange={(next) => change({ form: next })} />
      ) : null}
      <Field label={questions[outcome]} isRequired={isReasonRequired}>
        {(control) => (
          <Textarea
            {...control}
            rows={2}
            className="max-sm:max-h-40"
            maxLength={4000}
            value={reason}
            onChange={(event) => change({ reason: event.target.value })}
          />
        )}
      </Field>
      {isHighRisk ? (
        <Checkbox
          checked={isConfirmed}
          onChange={setIsConfirmed}
          label={`I have read the evidence and decide “${item.title}”. This is high risk.`}
        />
      ) : null}
      <div className="flex items-center justify-end gap-2">
        <Button type="button" variant="ghost" className="max-md:h-12" onClick={onCancel}>
          Back
        </Button>
        <Button
          type="submit"
          variant={outcome === 'rejected' ? 'danger' : 'primary'}
          className="max-md:h-12 max-md:flex-1"
          isPending={isPending}
          disabled={!isReady}
        >
          {titles[outcome]}
          <Kbd keys="mod+enter" className="max-md:hidden" />
        </Button>
      </div>
    </form>
  );
};
