'use client';

import { Button, type FormValue, fieldsFromSchema, isFormValue, SchemaForm, Section } from '@switchyard/ui';
import { Pencil, Undo2 } from 'lucide-react';
import type { ApprovalDetailData } from './detail-types.ts';

/** What steps should have answered, by step, as somebody types it before they decide. */
export type Corrections = Readonly<Record<string, FormValue>>;

interface EvidenceCorrectionsProps {
  readonly steps: ApprovalDetailData['evidence'];
  readonly corrections: Corrections;
  readonly onChange: (corrections: Corrections) => void;
}

/** Lets an approver say what a model should have answered. It goes along with the decision; the step's result stays as it is. */
export const EvidenceCorrections = ({ steps, corrections, onChange }: EvidenceCorrectionsProps) => {
  const correctable = steps.filter(({ correctableBy, output }) => correctableBy !== null && isFormValue(output));
  if (correctable.length === 0) return null;
  return (
    <Section
      title="Corrections"
      description="Something read wrongly? What you put right goes along with your decision: the task learns from it, and the process may go on with it. The result that you decide on stays in the record."
    >
      <div className="flex flex-col gap-3">
        {correctable.map((step) => (
          <Correction
            key={step.stepId}
            step={step}
            value={corrections[step.stepId]}
            onChange={(value) => {
              const { [step.stepId]: _before, ...others } = corrections;
              onChange(value === undefined ? others : { ...others, [step.stepId]: value });
            }}
          />
        ))}
      </div>
    </Section>
  );
};

interface CorrectionProps {
  readonly step: ApprovalDetailData['evidence'][number];
  readonly value: FormValue | undefined;
  readonly onChange: (value: FormValue | undefined) => void;
}

const Correction = ({ step: { name, output, correctableBy }, value, onChange }: CorrectionProps) => {
  if (value === undefined || correctableBy === null) {
    return (
      <Button className="self-start" onClick={() => onChange(isFormValue(output) ? output : {})}>
        <Pencil aria-hidden />
        Correct “{name}”
      </Button>
    );
  }
  return (
    <fieldset className="relative flex min-w-0 max-w-160 flex-col gap-3 rounded-md border border-line bg-surface p-4">
      <legend className="sr-only">What “{name}” should have answered</legend>
      <div className="flex items-center justify-between gap-2 text-sm">
        <span className="font-medium text-ink">What “{name}” should have answered</span>
        <Button size="sm" variant="ghost" onClick={() => onChange(undefined)}>
          <Undo2 aria-hidden />
          Leave as it is
        </Button>
      </div>
      <SchemaForm fields={fieldsFromSchema(correctableBy)} value={value} onChange={onChange} />
    </fieldset>
  );
};
