import type { RunDetail } from '@switchyard/application';
import { Button, Link, Sentence } from '@switchyard/ui';
import { Hourglass } from 'lucide-react';
import { ChangeVariableButton } from './change-variable-button.tsx';

interface Way {
  readonly label: string;
  readonly href: string;
}

const stepLabels: Partial<Record<string, string>> = {
  retry: 'Show the step',
  skip: 'Show the step',
  state_outcome: 'Say what happened',
};

/** Where the remedy is done. Resuming is in the page's head; a worker is started elsewhere. */
const wayOf = ({ wait, steps, parentRun }: RunDetail): Way | null => {
  if (!wait) return null;
  if (wait.action === 'open_child' && wait.childRunId)
    return { label: 'Open that run', href: `/runs/${wait.childRunId}` };
  if (wait.action === 'open_parent' && parentRun)
    return { label: 'Open the run that started it', href: `/runs/${parentRun.id}` };
  const step = steps.find(({ id }) => id === wait.stepId);
  const inboxId = step?.approvalId ?? step?.workItemId;
  if (wait.action === 'decide' && inboxId) return { label: 'Open in the inbox', href: `/inbox/${inboxId}` };
  const label = wait.action === null ? undefined : stepLabels[wait.action];
  return label && wait.stepId ? { label, href: `?step=${wait.stepId}` } : null;
};

/** Why the run does not move, what makes it move again, and where that is done. */
export const RunWait = ({ run, canOperate }: { run: RunDetail; canOperate: boolean }) => {
  if (!run.wait) return null;
  const way = wayOf(run);
  return (
    <div className="flex items-start gap-2 rounded-sm bg-waiting-soft p-2.5 text-sm text-waiting">
      <Hourglass aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="flex min-w-0 flex-1 flex-col gap-1.5">
        <p className="break-words">
          <Sentence text={run.wait.reason} />
        </p>
        <p className="text-ink">{run.wait.remedy}</p>
        <div className="flex flex-wrap gap-2 empty:hidden">
          {way ? (
            <Button asChild size="sm">
              <Link href={way.href}>{way.label}</Link>
            </Button>
          ) : null}
          {canOperate && run.wait.action === 'retry' ? <ChangeVariableButton run={run} /> : null}
        </div>
      </div>
    </div>
  );
};
