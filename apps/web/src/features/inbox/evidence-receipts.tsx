import { Badge, cx, formatDuration, Money, Section, StatusBadge } from '@switchyard/ui';
import { CircleCheck, CircleX } from 'lucide-react';
import type { EvidenceStepData } from './detail-types.ts';

/** Who did each AI step, what it cost, and which checks it passed. */
export const EvidenceReceipts = ({ steps }: { steps: readonly EvidenceStepData[] }) => {
  const done = steps.filter(({ receipt }) => receipt !== null);
  if (done.length === 0) return null;
  return (
    <Section title="Receipts">
      <div className="flex flex-col gap-4">
        {done.map((step) => (
          <Receipt key={step.stepId} step={step} />
        ))}
      </div>
    </Section>
  );
};

const Receipt = ({ step: { name, receipt } }: { step: EvidenceStepData }) =>
  receipt === null ? null : (
    <div className="min-w-0 rounded-md border border-line bg-surface">
      <div className="flex flex-wrap items-center gap-2 border-line border-b px-4 py-2 text-sm">
        <span className="font-medium text-ink">{name}</span>
        <span className="text-muted">
          by {receipt.supplier ?? 'nobody'}
          {receipt.model === null ? '' : ` · ${receipt.model}`}
        </span>
        {receipt.isSimulated ? <StatusBadge status="simulated" /> : null}
        <Badge>{receipt.dataClass}</Badge>
        <span className="ml-auto flex items-center gap-3 text-muted text-xs tabular-nums">
          <span>{formatDuration(receipt.durationMs)}</span>
          <span>{receipt.attempts === 1 ? '1 attempt' : `${receipt.attempts} attempts`}</span>
          <Money microUsd={receipt.costMicroUsd} className="font-medium text-ink" />
        </span>
      </div>
      <div className="flex flex-col gap-2 px-4 py-3 text-sm">
        {receipt.explanation === '' ? null : <p className="text-muted">{receipt.explanation}</p>}
        <ul className="flex flex-col gap-1">
          {receipt.checks.map(({ name: check, isPassed, explanation }) => {
            const Icon = isPassed ? CircleCheck : CircleX;
            return (
              <li key={check} className="flex items-start gap-2">
                <Icon aria-hidden className={cx('mt-0.5 size-4 shrink-0', isPassed ? 'text-done' : 'text-failed')} />
                <span className="min-w-0 break-words text-ink">
                  <span className="sr-only">{isPassed ? 'Passed: ' : 'Failed: '}</span>
                  {check}
                  <span className="text-muted"> · {explanation}</span>
                </span>
              </li>
            );
          })}
        </ul>
      </div>
    </div>
  );
