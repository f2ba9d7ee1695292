'use client';

import type { RunDetail, RunStep } from '@switchyard/application';
import { type NodeKind, nodeKinds } from '@switchyard/domain';
import { cx, formatDuration, RelativeTime, StatusBadge, statusLooks } from '@switchyard/ui';
import { useEffect, useRef } from 'react';
import { nodeKindAppearance } from '../graph/node-kind-appearance.ts';
import { StepDetail } from './step-detail.tsx';

interface RunTimelineProps {
  readonly run: RunDetail;
  readonly selectedId: string | undefined;
  readonly onSelect: (stepId: string | null) => void;
  readonly canOperate: boolean;
  readonly canReadReceipts: boolean;
}

/** Every step in order; the selected one opens in place. */
export const RunTimeline = ({ run, ...rest }: RunTimelineProps) => (
  <section aria-label="Timeline" className="flex-1">
    <h2 className="sr-only">Timeline</h2>
    <ol>
      {run.steps.map((step) => (
        <TimelineStep key={step.id} step={step} runId={run.id} {...rest} />
      ))}
    </ol>
    {run.isTruncated ? (
      <p className="p-4 text-muted text-sm">This run has more steps; the first thousand are shown.</p>
    ) : null}
  </section>
);

type TimelineStepProps = Omit<RunTimelineProps, 'run'> & { readonly step: RunStep; readonly runId: string };

const kindOf = (kind: string): NodeKind => nodeKinds.find((each) => each === kind) ?? 'set';

const tookOf = ({ startedAt, createdAt, finishedAt }: RunStep): string | null =>
  finishedAt === null ? null : formatDuration(Date.parse(finishedAt) - Date.parse(startedAt ?? createdAt));

const TimelineStep = ({ step, runId, selectedId, onSelect, canOperate, canReadReceipts }: TimelineStepProps) => {
  const item = useRef<HTMLLIElement>(null);
  const isOpen = step.id === selectedId;
  useEffect(() => {
    if (isOpen) item.current?.scrollIntoView({ block: 'nearest' });
  }, [isOpen]);
  const { icon: Icon } = nodeKindAppearance[kindOf(step.kind)];
  const look = statusLooks[step.status];
  return (
    <li ref={item} className={cx('border-line border-b', isOpen && 'bg-accent-soft/40')}>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => onSelect(isOpen ? null : step.id)}
        className="flex w-full items-center gap-3 px-4 py-2.5 text-left hover:bg-sunken"
      >
        <Icon aria-hidden className="size-4 shrink-0 text-muted" />
        <span className="min-w-0 flex-1">
          <span className="block truncate text-ink text-sm">{step.name}</span>
          {step.waitingReason ? (
            <span className="block text-waiting text-xs">{step.waitingReason}</span>
          ) : step.error ? (
            <span className="line-clamp-2 block text-failed text-xs">{step.error.message}</span>
          ) : null}
        </span>
        <span className="flex shrink-0 flex-col items-end gap-0.5">
          <StatusBadge status={step.status} look="plain">
            {look.word}
          </StatusBadge>
          <span className="text-faint text-xs tabular-nums">
            {tookOf(step) ?? <RelativeTime at={step.createdAt} />}
          </span>
        </span>
      </button>
      {isOpen ? (
        <StepDetail step={step} runId={runId} canOperate={canOperate} canReadReceipts={canReadReceipts} />
      ) : null}
    </li>
  );
};
