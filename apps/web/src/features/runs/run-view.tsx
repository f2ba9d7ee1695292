'use client';

import type { RunDetail } from '@switchyard/application';
import { isTerminalRunStatus } from '@switchyard/domain';
import { Badge, Button, Link, PageBody, PageHeader, Skeleton, StatusBadge, shortenId } from '@switchyard/ui';
import { Workflow } from 'lucide-react';
import { parseAsString, useQueryState } from 'nuqs';
import { useMemo } from 'react';
import { ReadError } from '../../trpc/read-error.tsx';
import { WorkflowGraph } from '../graph/index.ts';
import { CancelRunButton } from './cancel-run-button.tsx';
import { PauseRunButton } from './pause-run-button.tsx';
import { drawRun } from './run-graph.ts';
import { RunSummaryPanel } from './run-summary-panel.tsx';
import { RunTimeline } from './run-timeline.tsx';
import { SetAsideButton } from './set-aside-button.tsx';
import { useLiveRun } from './use-live-run.ts';

interface RunViewProps {
  readonly runId: string;
  readonly canOperate: boolean;
  readonly canReadReceipts: boolean;
}

/** One run: graph and timeline side by side with one selection, live while it runs. */
export const RunView = (props: RunViewProps) => {
  const run = useLiveRun(props.runId);
  const runs = { label: 'Runs', href: '/runs' };
  if (run.isLoadingError) {
    return (
      <>
        <PageHeader breadcrumbs={[runs, { label: shortenId(props.runId) }]} title="Run" />
        <PageBody>
          <ReadError query={run} title="This run cannot be shown" />
        </PageBody>
      </>
    );
  }
  if (!run.data) {
    return (
      <>
        <PageHeader isCompact breadcrumbs={[runs, { label: shortenId(props.runId) }]} title="Run" />
        <Skeleton className="h-(--page-height) w-full rounded-none" />
      </>
    );
  }
  return (
    <>
      <ReadError query={run} title="This run cannot be shown" className="border-line border-b px-6 py-2" />
      <LoadedRun {...props} run={run.data} />
    </>
  );
};

const LoadedRun = ({ run, canOperate, canReadReceipts }: RunViewProps & { run: RunDetail }) => {
  const [stepId, setStepId] = useQueryState('step', parseAsString.withOptions({ history: 'replace' }));
  const drawn = useMemo(() => drawRun(run.definition, run.status, run.steps), [run]);
  const selected = run.steps.find(({ id }) => id === stepId);
  const selectNode = (nodeId: string | null) => {
    const latest = run.steps.findLast((step) => step.nodeId === nodeId);
    void setStepId(latest?.id ?? null);
  };
  const isOver = isTerminalRunStatus(run.status);
  return (
    <>
      <PageHeader
        isCompact
        title={`Run of ${run.workflowName}`}
        breadcrumbs={[
          { label: 'Runs', href: '/runs' },
          { label: run.workflowName, href: `/runs?workflow=${run.workflowSlug}` },
          { label: shortenId(run.id) },
        ]}
        badges={
          <>
            <StatusBadge status={run.status} />
            {run.isSimulated ? (
              <Badge tone="simulated" className="max-sm:hidden">
                Simulated
              </Badge>
            ) : null}
          </>
        }
        actions={
          <>
            <Button variant="ghost" asChild className="max-sm:hidden">
              <Link href={`/workflows/${run.workflowSlug}/versions?version=${run.versionNumber}`}>
                <Workflow aria-hidden />v{run.versionNumber}
              </Link>
            </Button>
            {canOperate && !isOver && !run.pause?.with ? (
              <PauseRunButton runId={run.id} isPaused={run.pause !== null} />
            ) : null}
            {canOperate && run.status === 'failed' && run.handledBy === null ? <SetAsideButton runId={run.id} /> : null}
            {canOperate && !isOver ? <CancelRunButton runId={run.id} name={run.workflowName} /> : null}
          </>
        }
      />
      <div className="flex min-h-0 max-lg:flex-col lg:h-(--page-height)">
        <div className="h-72 min-w-0 shrink-0 border-line max-lg:border-b lg:h-auto lg:flex-1 lg:shrink">
          <WorkflowGraph
            definition={run.definition}
            nodeStates={drawn.nodeStates}
            takenEdges={drawn.takenEdges}
            selectedNodeId={selected?.nodeId ?? null}
            onSelect={selectNode}
            label={`Run of ${run.workflowName}, version ${run.versionNumber}`}
          />
        </div>
        <div className="flex min-w-0 flex-col overflow-y-auto border-line bg-surface lg:w-120 lg:border-l">
          <RunSummaryPanel run={run} canOperate={canOperate} />
          <RunTimeline
            run={run}
            selectedId={selected?.id}
            onSelect={setStepId}
            canOperate={canOperate}
            canReadReceipts={canReadReceipts}
          />
        </div>
      </div>
    </>
  );
};
