'use client';

import type { BulkPreview } from '@switchyard/application';
import { Button, Dialog, ErrorState } from '@switchyard/ui';
import { useState } from 'react';
import { BulkPreviewList } from './bulk-preview-list.tsx';
import { BulkProgress } from './bulk-progress.tsx';
import { bulkWords } from './bulk-words.ts';
import { ReasonField } from './reason-field.tsx';
import { type BulkRequest, useBulkOperation } from './use-bulk-operation.ts';
import { type RerunVersion, VersionField } from './version-field.tsx';

interface BulkDialogProps {
  readonly request: BulkRequest;
  readonly preview: BulkPreview;
  readonly onClose: () => void;
}

/** What would be done, then how far it is. Workers do it: the dialog may be closed, and the page. */
export const BulkDialog = ({ request: current, preview: found, onClose }: BulkDialogProps) => {
  // As it was when the dialog opened: what is done disappears from the list behind it, and its clock goes on.
  const [preview] = useState(found);
  const [request] = useState(current);
  const [reason, setReason] = useState('');
  const [version, setVersion] = useState<RerunVersion>('same');
  const bulk = useBulkOperation(request, version, reason);
  const { operation, error } = bulk;
  const { kind } = request;
  const words = bulkWords[kind];
  const isRunning = operation?.status === 'running';
  const hasFailedRuns = preview.items.some(({ standing }) => standing === 'failed');
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={words.title(`${preview.count}${preview.isMore ? ' or more' : ''}`)}
      description={words.description}
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
              <Button onClick={onClose}>{words.leave}</Button>
              <Button
                variant={kind === 'cancel' ? 'danger' : 'primary'}
                isPending={bulk.isStarting}
                disabled={words.isReasonRequired && reason.trim() === ''}
                onClick={bulk.begin}
              >
                {words.action}
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
            <BulkProgress operation={operation} />
            {isRunning ? (
              <p className="text-muted text-sm">
                Workers go on with it when this is closed; the page shows how far it is.
              </p>
            ) : null}
          </>
        ) : (
          <>
            <BulkPreviewList preview={preview} />
            {kind === 'retry' && hasFailedRuns ? (
              <VersionField
                value={version}
                own="Each on its own, as before"
                hint="Failed runs that do not fit the published version are left out, with the reason. Held steps stay on theirs."
                onChange={setVersion}
              />
            ) : null}
            <ReasonField
              label={words.reasonLabel}
              isRequired={words.isReasonRequired}
              value={reason}
              onChange={setReason}
            />
          </>
        )}
      </div>
    </Dialog>
  );
};
