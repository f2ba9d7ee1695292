'use client';

import { Badge, Link, LoadMore, Skeleton, type Tone } from '@switchyard/ui';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/client.tsx';
import { ReadError } from '../../trpc/read-error.tsx';
import { describeReport, outcomeWords, verdictWords } from './describe-report.ts';
import type { MigratedRun, Outcome, Verdict } from './migration-types.ts';

const verdictTones: Record<Verdict, Tone> = {
  kept: 'done',
  changed: 'running',
  voided: 'waiting',
  busy: 'stopped',
  impossible: 'failed',
};
const outcomeTones: Record<Outcome, Tone> = {
  moved: 'done',
  skipped: 'waiting',
  busy: 'stopped',
  ended: 'neutral',
  failed: 'failed',
};

export interface RunFilter {
  readonly verdict?: Verdict;
  readonly outcome?: Outcome;
}

/** The runs of a plan, what would become of each, and what became of it. */
export const MigratedRuns = ({ migrationId, filter }: { migrationId: string; filter: RunFilter }) => {
  const trpc = useTRPC();
  const runs = useInfiniteQuery(
    trpc.runMigrations.get.infiniteQueryOptions(
      { migrationId, limit: 50, ...filter },
      { getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined },
    ),
  );
  const items = runs.data?.pages.flatMap((page) => page.runs) ?? [];
  if (runs.isPending) return <Skeleton className="h-40 w-full" />;
  if (runs.isLoadingError) return <ReadError query={runs} title="The runs cannot be read" />;
  return (
    <div className="rounded-md border border-line bg-surface">
      <ul className="divide-y divide-line">
        {items.map((run) => (
          <RunRow key={run.runId} run={run} />
        ))}
        {items.length === 0 ? <li className="p-4 text-muted text-sm">No run fares like this.</li> : null}
      </ul>
      <ReadError query={runs} title="The runs cannot be read" className="p-3" />
      {runs.hasNextPage ? (
        <LoadMore isLoading={runs.isFetchingNextPage} onLoadMore={() => void runs.fetchNextPage()} />
      ) : null}
    </div>
  );
};

const RunRow = ({ run: { runId, label, fromVersion, report, outcome, outcomeReason } }: { run: MigratedRun }) => (
  <li className="flex flex-col gap-1.5 p-3 text-sm">
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <Link
        href={`/runs/${runId}`}
        className="font-medium text-ink underline decoration-line-strong underline-offset-2"
      >
        {label}
      </Link>
      <span className="text-faint text-xs">version {fromVersion}</span>
      <Badge tone={verdictTones[report.verdict]}>{verdictWords[report.verdict]}</Badge>
      {outcome ? <Badge tone={outcomeTones[outcome]}>{outcomeWords[outcome]}</Badge> : null}
    </div>
    <Sentences lines={outcomeReason ? [outcomeReason] : describeReport(report)} />
  </li>
);

const Sentences = ({ lines }: { lines: readonly string[] }) =>
  lines.length === 0 ? null : (
    <ul className="flex flex-col gap-0.5 break-words text-muted">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
