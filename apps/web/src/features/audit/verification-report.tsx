'use client';

import type { VerifyAuditLogOutput } from '@switchyard/application';
import { Badge, Button, CodeBlock, cx, formatDuration, KeyValue, Section } from '@switchyard/ui';
import { CircleCheck, CircleX, ShieldAlert, ShieldCheck } from 'lucide-react';

interface VerificationReportProps {
  readonly report: VerifyAuditLogOutput;
  readonly onOpenEvent: (id: string) => void;
}

const count = (value: number): string => value.toLocaleString('en-US');
const findingsShown = 50;

const Verdict = ({ report }: { report: VerifyAuditLogOutput }) => {
  const Icon = report.isIntact ? ShieldCheck : ShieldAlert;
  const waiting = report.size - report.coveredSize;
  return (
    <div role="status" className={cx('flex gap-3 rounded-md p-4', report.isIntact ? 'bg-done-soft' : 'bg-failed-soft')}>
      <Icon aria-hidden className={cx('mt-0.5 size-5 shrink-0', report.isIntact ? 'text-done' : 'text-failed')} />
      <div className="flex flex-col gap-0.5">
        <p className="font-semibold text-base text-ink">
          {report.isIntact
            ? `Intact: ${count(report.coveredSize)} events are exactly what was signed`
            : `Not intact: ${count(report.findingCount)} finding${report.findingCount === 1 ? '' : 's'}`}
        </p>
        <p className="text-ink text-sm">
          {count(report.size)} events and {count(report.checkpointsChecked)} checkpoints checked in{' '}
          {formatDuration(report.durationMs)}.
          {waiting > 0 ? ` The last ${count(waiting)} wait for the next checkpoint.` : ''}
        </p>
      </div>
    </div>
  );
};

const Steps = ({ steps }: { steps: VerifyAuditLogOutput['steps'] }) => (
  <ol className="flex flex-col gap-3">
    {steps.map(({ title, detail, isPassed }) => {
      const Icon = isPassed ? CircleCheck : CircleX;
      return (
        <li key={title} className="flex gap-2.5">
          <Icon aria-hidden className={cx('mt-0.5 size-4 shrink-0', isPassed ? 'text-done' : 'text-failed')} />
          <div className="min-w-0">
            <p className="font-medium text-ink text-sm">
              {title}
              <span className="sr-only">{isPassed ? ': passed' : ': failed'}</span>
            </p>
            <p className="wrap-anywhere text-muted text-sm">{detail}</p>
          </div>
        </li>
      );
    })}
  </ol>
);

const Findings = ({ report, onOpenEvent }: VerificationReportProps) => (
  <Section title="What was found">
    <ul className="flex flex-col divide-y divide-line rounded-md border border-line">
      {report.findings.slice(0, findingsShown).map(({ kind, explanation, eventId }) => (
        <li
          key={`${kind} ${eventId} ${explanation}`}
          className="flex flex-wrap items-center gap-x-3 gap-y-1 p-3 text-sm"
        >
          <Badge tone="failed">{kind.replaceAll('_', ' ')}</Badge>
          <span className="min-w-0 flex-1 basis-60 text-ink">{explanation}</span>
          {eventId === null || kind === 'deleted' ? null : (
            <Button size="sm" onClick={() => onOpenEvent(eventId)}>
              Show event
            </Button>
          )}
        </li>
      ))}
    </ul>
    {report.findingCount > findingsShown ? (
      <p className="text-muted text-sm">And {count(report.findingCount - findingsShown)} more.</p>
    ) : null}
  </Section>
);

/** The verdict, what was found, and every step that led to it. */
export const VerificationReport = ({ report, onOpenEvent }: VerificationReportProps) => (
  <div className="flex flex-col gap-6">
    <Verdict report={report} />
    {report.findings.length > 0 ? <Findings report={report} onOpenEvent={onOpenEvent} /> : null}
    <Section title="What was done">
      <Steps steps={report.steps} />
    </Section>
    <Section title="Verify it yourself" description="On any machine, with an export and this key:">
      <CodeBlock code={`switchyard verify --export audit.jsonl --public-key '${report.publicKey}'`} />
      <KeyValue
        entries={[
          { label: 'Log', value: <span className="break-all font-mono text-xs">{report.origin}</span> },
          { label: 'Root', value: <span className="break-all font-mono text-xs">{report.root}</span> },
        ]}
      />
    </Section>
  </div>
);
