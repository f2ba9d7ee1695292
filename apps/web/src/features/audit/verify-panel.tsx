'use client';

import { Button, ErrorState, ProgressBar, SidePanel } from '@switchyard/ui';
import type { Verification } from './use-verification.ts';
import { VerificationReport } from './verification-report.tsx';

interface VerifyPanelProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly verification: Verification;
  readonly onAgain: () => void;
  readonly onOpenEvent: (id: string) => void;
}

const count = (value: number): string => value.toLocaleString('en-US');

const Running = ({ progress }: { progress: Verification['progress'] }) => (
  <div className="flex flex-col gap-3" aria-live="polite">
    <p className="text-muted text-sm">
      Every event is read from the database and hashed again, the tree is rebuilt, and its root is compared with every
      signature. You may close this; it goes on.
    </p>
    <ProgressBar
      label="Events verified"
      value={progress?.checked ?? 0}
      max={progress?.size ?? 1}
      hint={progress ? `${count(progress.checked)} of ${count(progress.size)} events` : 'Sealing what is new…'}
    />
  </div>
);

/** Verifies and shows its work. */
export const VerifyPanel = ({ isOpen, onOpenChange, verification, onAgain, onOpenEvent }: VerifyPanelProps) => {
  const { status, progress, report, problem } = verification;
  return (
    <SidePanel
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Verify the audit trail"
      description="RFC 6962 Merkle tree, Ed25519-signed checkpoints"
      width="lg"
      footer={
        <Button onClick={onAgain} isPending={status === 'running'}>
          Verify again
        </Button>
      }
    >
      {status === 'running' ? <Running progress={progress} /> : null}
      {status === 'failed' ? (
        <ErrorState title="The trail was not verified" safe={problem} todo="Try again, or verify an export offline." />
      ) : null}
      {report ? <VerificationReport report={report} onOpenEvent={onOpenEvent} /> : null}
    </SidePanel>
  );
};
