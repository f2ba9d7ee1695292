'use client';

import type { RunStep } from '@switchyard/application';
import { type NodeKind, nodeKinds } from '@switchyard/domain';
import { cx, formatDuration, RelativeTime, Sentence, StatusBadge, statusLooks } from '@switchyard/ui';
import { memo, useEffect, useRef } from 'react';
import { nodeKindAppearance } from '../graph/node-kind-appearance.ts';
import { StepDetail } from './step-detail.tsx';

export interface StepLineProps {
  readonly runId: string;
  readonly onSelect: (stepId: string | null) => void;
  readonly canOperate: boolean;
  readonly canReadReceipts: boolean;
}

interface TimelineStepProps extends StepLineProps {
  readonly step: RunStep;
  /** Bodies around. */
  readonly depth: number;
  readonly isOpen: boolean;
  /** The number of its part, on the first line of one. */
  readonly part: number | undefined;
}

const kindOf = (kind: string): NodeKind => nodeKinds.find((each) => each === kind) ?? 'set';

const describeItems = ({ count, completed, failed, cancelled }: NonNullable<RunStep['items']>): string =>
  [
    `${completed} of ${count} done`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(cancelled > 0 ? [`${cancelled} cancelled`] : []),
  ].join(', ');

const tookOf = ({ startedAt, createdAt, finishedAt }: RunStep): string | null =>
  finishedAt === null ? null : formatDuration(Date.parse(finishedAt) - Date.parse(startedAt ?? createdAt));

/** How far a line of a body stands in, in pixels. */
export const indentOf = (depth: number): number => 16 + Math.min(depth, 4) * 20;

/** One step of the timeline. Of a thousand only those that changed are drawn anew, and only those in view are laid out. */
export const TimelineStep = memo(({ step, isOpen, runId, depth, part, onSelect, ...may }: TimelineStepProps) => {
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isOpen) item.current?.scrollIntoView({ block: 'nearest' });
  }, [isOpen]);
  const { icon: Icon } = nodeKindAppearance[kindOf(step.kind)];
  const look = statusLooks[step.status];
  return (
    <li
      ref={item}
      data-part={part}
      className={cx(
        'border-line border-b [contain-intrinsic-block-size:auto_57px] [content-visibility:auto]',
        isOpen && 'bg-accent-soft/40',
      )}
    >
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => onSelect(isOpen ? null : step.id)}
        style={{ paddingLeft: indentOf(depth) }}
        className="flex w-full items-center gap-3 py-2.5 pr-4 text-left hover:bg-sunken"
      >
        <Icon aria-hidden className="size-4 shrink-0 text-muted" />
        <span className="min-w-0 flex-1">
          <span className="block truncate text-ink text-sm">{step.name}</span>
          <StepFact step={step} />
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
      {isOpen ? <StepDetail step={step} runId={runId} {...may} /> : null}
    </li>
  );
});

const StepFact = ({ step }: { step: RunStep }) => {
  if (step.waitingReason) {
    return (
      <span className="block text-waiting text-xs">
        <Sentence text={step.waitingReason} />
      </span>
    );
  }
  if (step.isKept) return <span className="block text-muted text-xs">Stands from the run that this one repeats</span>;
  if (step.skippedBy) return <span className="block text-muted text-xs">Skipped by {step.skippedBy}</span>;
  if (step.items) return <span className="block text-muted text-xs tabular-nums">{describeItems(step.items)}</span>;
  return step.error ? <span className="line-clamp-2 block text-failed text-xs">{step.error.message}</span> : null;
};
