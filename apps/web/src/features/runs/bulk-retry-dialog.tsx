'use client';

import type { BulkPreview } from '@switchyard/application';
import { Button, Dialog, ErrorState, shortenId } from '@switchyard/ui';
import { useState } from 'react';
import { kindWords } from './attention-filter.ts';
import { BulkRetryProgress } from './bulk-retry-progress.tsx';
import { ReasonField } from './reason-field.tsx';
import { type BulkFilter, useBulkRetry } from './use-bulk-retry.ts';
import { type RerunVersion, VersionField } from './version-field.tsx';

export type { BulkFilter };

interface BulkRetryDialogProps {
  readonly filter: BulkFilter;
  readonly preview: BulkPreview;
  readonly onClose: () => void;
}

/** What would be retried, then how far it is. Workers do it: the dialog may be closed, and the page. */
export const BulkRetryDialog = ({ filter, preview, onClose }: BulkRetryDialogProps) => {
  // As it was when the dialog opened; what is done disappears from the list behind it.
  const [{ count, isMore, items }] = useState(preview);
  const [reason, setReason] = useState('');
  const [version, setVersion] = useState<RerunVersion>('same');
  const bulk = useBulkRetry(filter, version, reason);
  const { operation, error } = bulk;
  const isRunning = operation?.status === 'running';
  const held = items.filter(({ kind }) => kind === 'held').length;
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={`Retry ${count}${isMore ? ' or more' : ''}?`}
      description="Held steps are tried again where they are. Failed runs are run again, as new runs, from the step they failed at; what was done before stands."
      footer={
        <>
          {isRunning ? (
            <Button isPending={bulk.isStopping} onClick={bulk.stop}>
              Stop here
            </Button>
          ) : null}
          {operation ? (
            <Button variant="primary" onClick={onClose}>
              Close
            </Button>
          ) : (
            <>
              <Button onClick={onClose}>Leave it</Button>
              <Button variant="primary" isPending={bulk.isStarting} onClick={bulk.begin}>
                Retry them
              </Button>
            </>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {error === null ? null : (
          <ErrorState title="That did not work" todo={`${error} Pressing it again asks for nothing twice.`} />
        )}
        {operation ? (
          <>
            <BulkRetryProgress operation={operation} />
            {isRunning ? (
              <p className="text-muted text-sm">
                Workers go on with it when this is closed; the page shows how far it is.
              </p>
            ) : null}
          </>
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
            {held < items.length ? (
              <VersionField
                value={version}
                own="Each on its own, as before"
                hint="Failed runs that do not fit the published version are left out, with the reason. Held steps stay on theirs."
                onChange={setVersion}
              />
            ) : null}
            <ReasonField value={reason} onChange={setReason} />
          </>
        )}
      </div>
    </Dialog>
  );
};
