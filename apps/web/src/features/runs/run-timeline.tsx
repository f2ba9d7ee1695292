'use client';

import type { RunDetail, RunStep } from '@switchyard/application';
import { FilterBar, StatusBadge, statusLooks } from '@switchyard/ui';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { parseAsString, useQueryState } from 'nuqs';
import { useDeferredValue, useMemo, useRef, useState } from 'react';
import { listTimelineEntries, type TimelineRound } from './timeline-entries.ts';
import { findSteps, listTimelineRows, splitRows, type TimelineRow } from './timeline-rows.ts';
import { indentOf, type StepLineProps, TimelineStep } from './timeline-step.tsx';
import { useNearParts } from './use-near-parts.ts';

interface RunTimelineProps extends Omit<StepLineProps, 'runId'> {
  readonly run: RunDetail;
  readonly selectedId: string | undefined;
}

type Row = TimelineRow<RunStep>;

/** Fewer are looked through with the eye, and by the browser: all of them are drawn. */
const searchedFrom = 100;
const partSize = 50;
/** Pixels of a line that nobody has seen yet. */
const usualHeights = { step: 57, round: 25 } as const;

const wordOf = (status: RunStep['status']): string => statusLooks[status].word;

/** Every step in order; the selected one opens in place. Of a long run only what is near the screen is drawn, and steps are searched. */
export const RunTimeline = ({ run, selectedId, ...rest }: RunTimelineProps) => {
  const [find, setFind] = useQueryState('find', parseAsString.withDefault('').withOptions({ history: 'replace' }));
  const [chosen, setChosen] = useState<ReadonlyMap<string, boolean>>(new Map());
  const query = useDeferredValue(find.trim());
  const rows = useMemo((): Row[] => {
    if (query === '') return listTimelineRows(listTimelineEntries(run.steps), { chosen, selectedId });
    // What was chosen in the graph is shown, whatever was looked for before.
    const found = new Set(findSteps(run.steps, query, wordOf));
    const shown = run.steps.filter((step) => found.has(step) || step.id === selectedId);
    return shown.map((step) => ({ kind: 'step', key: step.id, depth: 0, step }));
  }, [run.steps, query, chosen, selectedId]);
  return (
    <section aria-label="Timeline" className="flex-1">
      <h2 className="sr-only">Timeline</h2>
      {run.steps.length >= searchedFrom || find !== '' ? (
        <div className="z-1 flex flex-col gap-1.5 border-line border-b bg-surface px-4 py-2.5 lg:sticky lg:top-0">
          <FilterBar
            query={find}
            onQueryChange={setFind}
            placeholder="Find a step"
            isFiltered={find !== ''}
            onClear={() => setFind('')}
          />
          <p aria-live="polite" className="text-muted text-xs tabular-nums empty:hidden">
            {query === '' ? null : `${rows.length} of ${run.steps.length} steps`}
          </p>
        </div>
      ) : null}
      <Rows
        rows={rows}
        selectedId={selectedId}
        runId={run.id}
        onToggle={(key, isOpen) => setChosen((before) => new Map(before).set(key, isOpen))}
        {...rest}
      />
      {run.isTruncated ? (
        <p className="p-4 text-muted text-sm">
          This run has more steps. The first and last five hundred are shown, and those that have not gone well; the
          items of a list stand in its step.
        </p>
      ) : null}
    </section>
  );
};

interface RowsProps extends StepLineProps {
  readonly rows: readonly Row[];
  readonly selectedId: string | undefined;
  readonly onToggle: (key: string, isOpen: boolean) => void;
}

const Rows = ({ rows, selectedId, onToggle, ...rest }: RowsProps) => {
  const list = useRef<HTMLOListElement>(null);
  const parts = useMemo(() => splitRows(rows, partSize), [rows]);
  const { isNear, heightOf } = useNearParts(list, parts);
  return (
    <ol ref={list}>
      {parts.map((part, at) => {
        const isDrawn = isNear(at) || part.some(({ key }) => key === selectedId);
        if (!isDrawn) {
          const usual = part.reduce((height, { kind }) => height + usualHeights[kind], 0);
          return (
            <li
              key={`part from ${part[0]?.key}`}
              data-part={at}
              aria-hidden
              style={{ height: heightOf(at) ?? usual }}
            />
          );
        }
        return part.map((row, index) => {
          const place = index === 0 ? at : undefined;
          return row.kind === 'step' ? (
            <TimelineStep
              key={row.key}
              step={row.step}
              depth={row.depth}
              isOpen={row.key === selectedId}
              part={place}
              {...rest}
            />
          ) : (
            <RoundHead
              key={row.key}
              round={row.round}
              depth={row.depth}
              isOpen={row.isOpen}
              part={place}
              onToggle={onToggle}
            />
          );
        });
      })}
    </ol>
  );
};

interface RoundHeadProps {
  readonly round: TimelineRound<RunStep>;
  readonly depth: number;
  readonly isOpen: boolean;
  readonly part: number | undefined;
  readonly onToggle: (key: string, isOpen: boolean) => void;
}

/** One item or round of a container; many are closed until something in them wants attention. */
const RoundHead = ({ round, depth, isOpen, part, onToggle }: RoundHeadProps) => {
  const Icon = isOpen ? ChevronDown : ChevronRight;
  return (
    <li data-part={part}>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => onToggle(round.key, !isOpen)}
        style={{ paddingLeft: indentOf(depth) - 4 }}
        className="flex w-full items-center gap-2 border-line border-b bg-canvas py-1 pr-4 text-left text-muted text-xs hover:text-ink"
      >
        <Icon aria-hidden className="size-3.5 shrink-0" />
        <span className="flex-1 font-medium tabular-nums">{round.label}</span>
        <StatusBadge status={round.status} look="plain">
          {statusLooks[round.status].word}
        </StatusBadge>
      </button>
    </li>
  );
};
