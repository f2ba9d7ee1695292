'use client';

import { Button, Checkbox, Field, type FormValue, fieldsFromSchema, Kbd, SchemaForm, Textarea } from '@switchyard/ui';
import { type KeyboardEvent, type SubmitEvent, useState } from 'react';
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

/** The reason, the form of the gate, and for high risk a confirmation of its own. Ctrl or ⌘ with Enter sends. */
export const AnswerForm = ({ item, outcome, isPending, onCancel, onAnswer }: AnswerFormProps) => {
  const [reason, setReason] = useState('');
  const [form, setForm] = useState<FormValue>({});
  const [isConfirmed, setIsConfirmed] = useState(false);
  const isReasonRequired = outcome !== 'approved';
  const isHighRisk = item.risk === 'high';
  const hasForm = item.form !== null && outcome === 'approved';
  const fields = hasForm && item.form ? fieldsFromSchema(item.form) : [];
  // A switch that nobody touched says no.
  const isFilled = fields.every(
    ({ name, kind, isRequired }) => !isRequired || kind === 'boolean' || form[name] !== undefined,
  );
  const isReady = isFilled && (!isReasonRequired || reason.trim() !== '') && (!isHighRisk || isConfirmed);
  const follows = item.outcomes.find((each) => each.outcome === outcome)?.sentence;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (isReady) onAnswer({ outcome, reason: reason.trim(), isConfirmed, ...(hasForm ? { form } : {}) });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLFormElement>) => {
    if (event.key === 'Escape') onCancel();
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) event.currentTarget.requestSubmit();
  };
  return (
    <form onSubmit={submit} onKeyDown={onKeyDown} className="flex flex-col gap-3">
      {follows === undefined ? null : <p className="font-medium text-ink text-sm">{follows}</p>}
      {fields.length > 0 ? <SchemaForm fields={fields} value={form} onChange={setForm} /> : null}
      <Field label={questions[outcome]} isRequired={isReasonRequired}>
        {(control) => (
          <Textarea
            {...control}
            autoFocus
            rows={2}
            maxLength={4000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
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
