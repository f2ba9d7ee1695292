'use client';

import { type ReactNode, useId } from 'react';
import { cx } from './cx.ts';
import { Modal } from './modal.tsx';

export interface DialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  /** Names the thing: "Cancel run r-4711?" */
  readonly title: ReactNode;
  /** The consequences. */
  readonly description?: ReactNode;
  readonly children?: ReactNode;
  /** Buttons, the main one last. */
  readonly footer?: ReactNode;
  readonly className?: string | undefined;
}

/** A question that stops everything else. More than five fields belong into a SidePanel or page. */
export const Dialog = ({ isOpen, onOpenChange, title, description, children, footer, className }: DialogProps) => {
  const id = useId();
  if (!isOpen) return null;
  return (
    <Modal
      onOpenChange={onOpenChange}
      labelledBy={`${id}-title`}
      describedBy={description ? `${id}-description` : undefined}
      className={cx(
        'mx-auto mt-[16vh] flex max-h-[72vh] w-[calc(100vw-32px)] max-w-md animate-appear flex-col rounded-md border border-line-strong bg-raised p-0 text-ink shadow-float outline-none backdrop:bg-overlay',
        className,
      )}
    >
      <div className="flex flex-col gap-1 px-5 pt-5">
        <h2 id={`${id}-title`} className="font-semibold text-ink text-lg">
          {title}
        </h2>
        {description ? (
          <p id={`${id}-description`} className="text-muted text-sm">
            {description}
          </p>
        ) : null}
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4 empty:pb-1">{children}</div>
      {footer ? <div className="flex justify-end gap-2 border-line border-t px-5 py-3">{footer}</div> : null}
    </Modal>
  );
};
