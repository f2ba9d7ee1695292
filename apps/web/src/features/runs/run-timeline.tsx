'use client';

import type { RunDetail, RunStep } from '@switchyard/application';
import { type NodeKind, nodeKinds } from '@switchyard/domain';
import { cx, formatDuration, RelativeTime, Sentence, StatusBadge, statusLooks } from '@switchyard/ui';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { Fragment, memo, useEffect, useMemo, useRef, useState } from 'react';
import { nodeKindAppearance } from '../graph/node-kind-appearance.ts';
import { StepDetail } from './step-detail.tsx';
import {
  holdsStep,
  isOpenAtFirst,
  listTimelineEntries,
  type TimelineEntry,
  type TimelineRound,
} from './timeline-entries.ts';

interface RunTimelineProps {
  readonly run: RunDetail;
  readonly selectedId: string | undefined;
  readonly onSelect: (stepId: string | null) => void;
  readonly canOperate: boolean;
  readonly canReadReceipts: boolean;
}

/** Every step in order; the selected one opens in place. */
export const RunTimeline = ({ run, ...rest }: RunTimelineProps) => {
  const entries = useMemo(() => listTimelineEntries(run.steps), [run.steps]);
  return (
    <section aria-label="Timeline" className="flex-1">
      <h2 className="sr-only">Timeline</h2>
      <Entries entries={entries} depth={0} runId={run.id} {...rest} />
      {run.isTruncated ? (
        <p className="p-4 text-muted text-sm">
          This run has more steps. The first and last five hundred are shown, and those that have not gone well; the
          items of a list stand in its step.
        </p>
      ) : null}
    </section>
  );
};

interface Inner extends Omit<RunTimelineProps, 'run'> {
  readonly runId: string;
  /** Bodies around. */
  readonly depth: number;
}

const Entries = ({ entries, ...rest }: Inner & { readonly entries: readonly TimelineEntry<RunStep>[] }) => (
  <ol>
    {entries.map(({ step, rounds }) => (
      <Fragment key={step.id}>
        <TimelineStep
          step={step}
          isOpen={step.id === rest.selectedId}
          runId={rest.runId}
          depth={rest.depth}
          onSelect={rest.onSelect}
          canOperate={rest.canOperate}
          canReadReceipts={rest.canReadReceipts}
        />
        {rounds.map((round) => (
          <li key={round.key}>
            <Round round={round} siblings={rounds.length} {...rest} depth={rest.depth + 1} />
          </li>
        ))}
      </Fragment>
    ))}
  </ol>
);

const indentOf = (depth: number): number => 16 + Math.min(depth, 4) * 20;

/** One item, round or inside of a container; many are closed until something in them wants attention. */
const Round = ({
  round,
  siblings,
  ...rest
}: Inner & { readonly round: TimelineRound<RunStep>; readonly siblings: number }) => {
  const isAtFirst = isOpenAtFirst(round, siblings);
  const [chosen, setChosen] = useState<boolean | null>(null);
  const isOpen = holdsStep(round, rest.selectedId) || (chosen ?? isAtFirst);
  if (round.label === '') return <Entries entries={round.entries} {...rest} />;
  const Icon = isOpen ? ChevronDown : ChevronRight;
  return (
    <>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setChosen(!isOpen)}
        style={{ paddingLeft: indentOf(rest.depth) - 4 }}
        className="flex w-full items-center gap-2 border-line border-b bg-canvas py-1 pr-4 text-left text-muted text-xs hover:text-ink"
      >
        <Icon aria-hidden className="size-3.5 shrink-0" />
        <span className="flex-1 font-medium tabular-nums">{round.label}</span>
        <StatusBadge status={round.status} look="plain">
          {statusLooks[round.status].word}
        </StatusBadge>
      </button>
      {isOpen ? <Entries entries={round.entries} {...rest} /> : null}
    </>
  );
};

type TimelineStepProps = Omit<Inner, 'selectedId'> & { readonly step: RunStep; readonly isOpen: boolean };

const kindOf = (kind: string): NodeKind => nodeKinds.find((each) => each === kind) ?? 'set';

const describeItems = ({ count, completed, failed, cancelled }: NonNullable<RunStep['items']>): string =>
  [
    `${completed} of ${count} done`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(cancelled > 0 ? [`${cancelled} cancelled`] : []),
  ].join(', ');

const tookOf = ({ startedAt, createdAt, finishedAt }: RunStep): string | null =>
  finishedAt === null ? null : formatDuration(Date.parse(finishedAt) - Date.parse(startedAt ?? createdAt));

/** Of a thousand steps only those that changed are drawn anew, and only those in view are laid out. */
const TimelineStep = memo(({ step, isOpen, runId, depth, onSelect, ...may }: TimelineStepProps) => {
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isOpen) item.current?.scrollIntoView({ block: 'nearest' });
  }, [isOpen]);
  const { icon: Icon } = nodeKindAppearance[kindOf(step.kind)];
  const look = statusLooks[step.status];
  return (
    <li
      ref={item}
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
          {step.waitingReason ? (
            <span className="block text-waiting text-xs">
              <Sentence text={step.waitingReason} />
            </span>
          ) : step.isKept ? (
            <span className="block text-muted text-xs">Stands from the run that this one repeats</span>
          ) : step.skippedBy ? (
            <span className="block text-muted text-xs">Skipped by {step.skippedBy}</span>
          ) : step.items ? (
            <span className="block text-muted text-xs tabular-nums">{describeItems(step.items)}</span>
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
      {isOpen ? <StepDetail step={step} runId={runId} {...may} /> : null}
    </li>
  );
});
