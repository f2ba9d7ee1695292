import type { LargeValue, RunDetail } from '@switchyard/application';
import { formatDuration, JsonView, KeyValue, Link, Money, RelativeTime } from '@switchyard/ui';
import { CircleX, Hourglass } from 'lucide-react';
import { LargeValues } from './large-values.tsx';

const durationOf = ({ createdAt, finishedAt }: RunDetail): string | null =>
  finishedAt === null ? null : formatDuration(Date.parse(finishedAt) - Date.parse(createdAt));

/** Above the timeline: what the run waits for or why it failed, and the facts. */
export const RunSummaryPanel = ({ run }: { run: RunDetail }) => (
  <div className="flex flex-col gap-3 border-line border-b p-4">
    <h2 className="sr-only">Summary</h2>
    {run.waitingReason ? (
      <p className="flex items-start gap-2 rounded-sm bg-waiting-soft p-2.5 text-sm text-waiting">
        <Hourglass aria-hidden className="mt-0.5 size-4 shrink-0" />
        {run.waitingReason}
      </p>
    ) : null}
    {run.error ? (
      <p className="flex items-start gap-2 rounded-sm bg-failed-soft p-2.5 text-failed text-sm">
        <CircleX aria-hidden className="mt-0.5 size-4 shrink-0" />
        {run.error.message}
      </p>
    ) : null}
    <KeyValue
      entries={[
        { label: 'Started', value: <RelativeTime at={run.createdAt} /> },
        { label: 'By', value: run.startedBy || run.trigger },
        { label: 'Due', value: run.scheduledAt ? <RelativeTime at={run.scheduledAt} /> : null },
        {
          label: 'Part of',
          value: run.parentRun ? (
            <Link href={`/runs/${run.parentRun.id}`} className="text-ink hover:underline">
              Run of {run.parentRun.workflowName}
            </Link>
          ) : null,
        },
        { label: 'Took', value: durationOf(run) },
        { label: 'Outcome', value: run.outcome },
        { label: 'Cost', value: <Money microUsd={run.costMicroUsd} /> },
      ]}
    />
    <details>
      <summary className="text-muted text-sm hover:text-ink">Input, variables and output</summary>
      <div className="flex flex-col gap-3 pt-3">
        <Data label="Input" run={run} place="input" />
        <Data label="Variables" run={run} place="variables" />
        {run.status === 'completed' ? <Data label="Output" run={run} place="output" /> : null}
      </div>
    </details>
  </div>
);

const Data = ({ label, run, place }: { label: string; run: RunDetail; place: LargeValue['place'] }) => (
  <section className="flex flex-col gap-2">
    <h3 className="-mb-1 font-medium text-muted text-xs">{label}</h3>
    {run[place] === null ? null : <JsonView value={run[place]} openLevels={1} className="rounded-sm bg-sunken p-2.5" />}
    <LargeValues runId={run.id} place={place} values={run.largeValues} />
  </section>
);
