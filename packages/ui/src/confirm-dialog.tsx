'use client';

import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

export interface ConfirmDialogProps {
  /** Names the thing: "Remove the budget All AI steps?" */
  readonly title: ReactNode;
  /** The consequences, and whether they can be undone. */
  readonly description: ReactNode;
  /** What the button does: "Remove budget". */
  readonly action: string;
  readonly isPending?: boolean | undefined;
  /** Why it was refused. */
  readonly error?: string | undefined;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** The question before what cannot be undone. Mounted means asked. */
export const ConfirmDialog = ({
  title,
  description,
  action,
  isPending = false,
  error,
  onConfirm,
  onClose,
}: ConfirmDialogProps) => (
  <Dialog
    isOpen
    onOpenChange={onClose}
    title={title}
    description={description}
    footer={
      <>
        <Button onClick={onClose}>Cancel</Button>
        <Button variant="danger" isPending={isPending} onClick={onConfirm}>
          {action}
        </Button>
      </>
    }
  >
    {error === undefined ? null : (
      <p role="alert" className="text-failed text-sm">
        {error}
      </p>
    )}
  </Dialog>
);
