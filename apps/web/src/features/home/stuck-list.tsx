import type { RunSummary } from '@switchyard/application';
import { Link, RelativeTime, Sentence, StatusBadge } from '@switchyard/ui';
import { RowList } from './row-list.tsx';

const StuckRow = ({ run }: { run: RunSummary }) => (
  <li>
    <Link
      href={`/runs/${run.id}`}
      className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 px-4 py-2.5 hover:bg-sunken"
    >
      <StatusBadge status={run.status} look="plain" />
      <span className="font-medium text-ink text-sm">{run.workflowName}</span>
      <span className="min-w-0 flex-1 basis-64 text-muted text-sm">
        <Sentence text={run.failure ?? run.waitingReason ?? ''} />
      </span>
      <span className="text-muted text-xs">
        <RelativeTime at={run.createdAt} />
      </span>
    </Link>
  </li>
);

export const StuckList = ({ runs }: { runs: readonly RunSummary[] }) => (
  <RowList
    rows={runs.map((run) => <StuckRow key={run.id} run={run} />)}
    empty="No run failed in the last day, and none waits for somebody to say what happened."
  />
);
