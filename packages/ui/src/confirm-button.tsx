'use client';

import { type ReactNode, useState } from 'react';
import { Button, type ButtonProps } from './button.tsx';
import { ConfirmDialog, type ConfirmDialogProps } from './confirm-dialog.tsx';

export type ConfirmButtonProps = Pick<ConfirmDialogProps, 'title' | 'description' | 'action' | 'onConfirm'> &
  Pick<ButtonProps, 'variant' | 'size' | 'className' | 'isPending' | 'aria-label'> & { readonly children: ReactNode };

/** A button for what cannot be undone: it asks first. What comes of it, shows where the button is. */
export const ConfirmButton = ({ title, description, action, onConfirm, ...button }: ConfirmButtonProps) => {
  const [isAsking, setIsAsking] = useState(false);
  const confirm = () => {
    setIsAsking(false);
    onConfirm();
  };
  return (
    <>
      <Button variant="danger" isPending={false} {...button} onClick={() => setIsAsking(true)} />
      {isAsking ? (
        <ConfirmDialog
          title={title}
          description={description}
          action={action}
          onConfirm={confirm}
          onClose={() => setIsAsking(false)}
        />
      ) : null}
    </>
  );
};
