'use client';

import type { BulkPreview } from '@switchyard/application';
import { Button, Dialog, ErrorState, ProgressBar, shortenId } from '@switchyard/ui';
import { useState } from 'react';
import { kindWords } from './attention-filter.ts';
import { ReasonField } from './reason-field.tsx';
import { type BulkFilter, type BulkProgress, useBulkRetry } from './use-bulk-retry.ts';

export type { BulkFilter };

interface BulkRetryDialogProps {
  readonly filter: BulkFilter;
  readonly preview: BulkPreview;
  readonly onClose: () => void;
}

/** What would be retried, then how far it is. It may be stopped and begun again: nothing is done twice. */
export const BulkRetryDialog = ({ filter, preview, onClose }: BulkRetryDialogProps) => {
  // As it was when the dialog opened; what is done disappears from the list behind it.
  const [{ count, isMore, items }] = useState(preview);
  const [reason, setReason] = useState('');
  const bulk = useBulkRetry(filter, reason);
  const { progress, isRunning, isDone, error } = bulk;
  const held = items.filter(({ kind }) => kind === 'held').length;
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={`Retry ${count}${isMore ? ' or more' : ''}?`}
      description="Held steps are tried again where they are. Failed runs are run again, as new runs, from the step they failed at; what was done before stands."
      footer={
        isDone ? (
          <Button variant="primary" onClick={onClose}>
            Close
          </Button>
        ) : (
          <>
            <Button onClick={isRunning ? bulk.stop : onClose}>{isRunning ? 'Stop here' : 'Leave it'}</Button>
            <Button variant="primary" isPending={isRunning} onClick={() => void bulk.begin()}>
              {progress ? 'Go on' : 'Retry them'}
            </Button>
          </>
        )
      }
    >
      <div className="flex flex-col gap-3">
        {error === null ? null : (
          <ErrorState title="It stopped" todo={`${error} What was done stays done; go on when you like.`} />
        )}
        {progress ? (
          <Progress progress={progress} count={count} />
        ) : (
          <>
            <ul className="flex flex-col gap-1 text-sm">
              {items.slice(0, 5).map(({ id, kind, nodeName, workflowName, runId }) => (
                <li key={id} className="flex items-baseline gap-2">
                  <span className="truncate text-ink">{nodeName ?? workflowName}</span>
                  <span className="text-muted text-xs">{kindWords[kind]}</span>
                  <span className="ml-auto font-mono text-faint text-xs">{shortenId(runId)}</span>
                </li>
              ))}
            </ul>
            {count > 5 ? (
              <p className="text-muted text-sm">
                And {isMore ? 'more than ' : ''}
                {count - 5} others{held > 0 && held < items.length ? ', steps and runs' : ''}.
              </p>
            ) : null}
            <ReasonField value={reason} onChange={setReason} />
          </>
        )}
      </div>
    </Dialog>
  );
};

const Progress = ({ progress, count }: { progress: BulkProgress; count: number }) => {
  const { retried, rerun, refused } = progress;
  const done = retried + rerun + refused.length;
  return (
    <div className="flex flex-col gap-3" aria-live="polite">
      <ProgressBar
        label="Retried"
        value={done}
        max={Math.max(count, done)}
        hint={`${retried} tried again, ${rerun} run again, ${refused.length} refused; ${Math.max(0, count - done)} left`}
      />
      <ul className="flex flex-col gap-1 text-muted text-xs">
        {refused.slice(0, 20).map(({ runId, stepId, reason }) => (
          <li key={stepId ?? runId}>
            <span className="font-mono">{shortenId(runId)}</span> {reason}
          </li>
        ))}
      </ul>
    </div>
  );
};
