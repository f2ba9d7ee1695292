import type { LargeValue, RunDetail } from '@switchyard/application';
import { isTerminalRunStatus, priorityDefault } from '@switchyard/domain';
import {
  Button,
  formatDuration,
  JsonView,
  KeyValue,
  Link,
  Money,
  RelativeTime,
  StatusBadge,
  shortenId,
} from '@switchyard/ui';
import { CircleX } from 'lucide-react';
import { ChangeVariableButton } from './change-variable-button.tsx';
import { LargeValues } from './large-values.tsx';
import { RunPriority } from './run-priority.tsx';
import { RunWait } from './run-wait.tsx';

const durationOf = ({ createdAt, finishedAt }: RunDetail): string | null =>
  finishedAt === null ? null : formatDuration(Date.parse(finishedAt) - Date.parse(createdAt));

/** The usual one needs no words. */
const priorityWords = (priority: number): string | null => (priority === priorityDefault ? null : String(priority));

/** Above the timeline: what the run waits for or why it failed, and the facts. */
export const RunSummaryPanel = ({ run, canOperate }: { run: RunDetail; canOperate: boolean }) => (
  <div className="flex flex-col gap-3 border-line border-b p-4">
    <h2 className="sr-only">Summary</h2>
    <RunWait run={run} canOperate={canOperate} />
    {run.error ? (
      <div className="flex items-start gap-2 rounded-sm bg-failed-soft p-2.5 text-failed text-sm">
        <CircleX aria-hidden className="mt-0.5 size-4 shrink-0" />
        <div className="flex min-w-0 flex-1 flex-col gap-1.5">
          <p className="break-words">{run.error.message}</p>
          <FailedStepLink steps={run.steps} />
        </div>
      </div>
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
              {run.depth > 1 ? `, run ${run.depth + 1} of a chain` : null}
            </Link>
          ) : null,
        },
        {
          label: 'Repeats',
          value: run.rerunOf ? (
            <Link href={`/runs/${run.rerunOf.id}`} className="text-ink hover:underline">
              {shortenId(run.rerunOf.id)} from “{run.rerunOf.from}” on
            </Link>
          ) : null,
        },
        { label: 'Run again as', value: run.reruns.length > 0 ? <Reruns reruns={run.reruns} /> : null },
        { label: 'Dealt with by', value: run.reruns.length === 0 ? run.handledBy : null },
        {
          label: 'Priority',
          value:
            canOperate && !isTerminalRunStatus(run.status) ? <RunPriority run={run} /> : priorityWords(run.priority),
        },
        { label: 'Took', value: durationOf(run) },
        { label: 'Outcome', value: run.outcome },
        { label: 'Cost', value: <Money microUsd={run.costMicroUsd} /> },
      ]}
    />
    <details>
      <summary className="text-muted text-sm hover:text-ink max-sm:py-2.5">Input, variables and output</summary>
      <div className="flex flex-col gap-3 pt-3">
        <Data label="Input" run={run} place="input" />
        <Data label="Variables" run={run} place="variables" />
        {canOperate && !isTerminalRunStatus(run.status) && run.wait?.action !== 'retry' ? (
          <ChangeVariableButton run={run} />
        ) : null}
        {run.status === 'completed' ? <Data label="Output" run={run} place="output" /> : null}
      </div>
    </details>
  </div>
);

/** The step that ended the run, where it can be run again from. */
const FailedStepLink = ({ steps }: Pick<RunDetail, 'steps'>) => {
  const step = steps.findLast(({ status }) => status === 'failed');
  if (!step) return null;
  return (
    <Button asChild size="sm" className="self-start">
      <Link href={`?step=${step.id}`}>Show the step</Link>
    </Button>
  );
};

const Reruns = ({ reruns }: Pick<RunDetail, 'reruns'>) => (
  <span className="flex flex-wrap gap-x-3">
    {reruns.map(({ id, status }) => (
      <Link key={id} href={`/runs/${id}`} className="inline-flex items-center gap-1.5 text-ink hover:underline">
        {shortenId(id)}
        <StatusBadge status={status} look="plain" />
      </Link>
    ))}
  </span>
);

const Data = ({ label, run, place }: { label: string; run: RunDetail; place: LargeValue['place'] }) => (
  <section className="flex flex-col gap-2">
    <h3 className="-mb-1 font-medium text-muted text-xs">{label}</h3>
    {run[place] === null ? null : <JsonView value={run[place]} openLevels={1} className="rounded-sm bg-sunken p-2.5" />}
    <LargeValues runId={run.id} place={place} values={run.largeValues} />
  </section>
);
