'use client';

import { Button, Dialog } from '@switchyard/ui';
import { ArrowRightLeft } from 'lucide-react';
import { useState } from 'react';
import type { Migration } from './migration-types.ts';

interface ApplyButtonProps {
  readonly migration: Migration;
  readonly isPending: boolean;
  readonly onApply: () => void;
}

/** Moves the runs of a plan; says first what that means. */
export const ApplyButton = ({ migration, isPending, onApply }: ApplyButtonProps) => {
  const [isAsking, setIsAsking] = useState(false);
  const { verdicts, toVersion, total, status } = migration;
  const count = total - verdicts.impossible;
  const runs = `${count} ${count === 1 ? 'run' : 'runs'}`;
  if (status === 'applying')
    return (
      <Button variant="primary" isPending={isPending} onClick={onApply}>
        Go on moving
      </Button>
    );
  return (
    <>
      <Button variant="primary" disabled={count === 0} isPending={isPending} onClick={() => setIsAsking(true)}>
        <ArrowRightLeft aria-hidden />
        Move {runs}
      </Button>
      <Dialog
        isOpen={isAsking}
        onOpenChange={setIsAsking}
        title={`Move ${runs} to version ${toVersion}?`}
        description="Each run is looked at once more when it is moved. One that would lose more than you have seen stays where it is."
        footer={
          <>
            <Button onClick={() => setIsAsking(false)}>Cancel</Button>
            <Button
              variant="primary"
              onClick={() => {
                setIsAsking(false);
                onApply();
              }}
            >
              Move {runs}
            </Button>
          </>
        }
      >
        <ul className="flex list-disc flex-col gap-1 pl-5 text-ink text-sm">
          {verdicts.voided > 0 ? (
            <li>
              In {verdicts.voided}, open requests or steps are withdrawn. Whoever was asked is asked again, or no more.
            </li>
          ) : null}
          {verdicts.impossible > 0 ? <li>{verdicts.impossible} stay on their version.</li> : null}
          <li>
            Each is recorded in the audit trail. Moving back is another migration; what was withdrawn stays withdrawn.
          </li>
        </ul>
      </Dialog>
    </>
  );
};
