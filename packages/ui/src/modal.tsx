'use client';

import { type ReactNode, useLayoutEffect, useRef } from 'react';

export interface ModalProps {
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly labelledBy: string;
  readonly describedBy?: string | undefined;
  readonly className: string;
  readonly children: ReactNode;
}

/**
 * The native modal dialog beneath Dialog and SidePanel: the browser traps focus, makes the rest inert and gives focus
 * back. Mounted means open. Escape and a click beside it ask the owner, who may refuse.
 */
export const Modal = ({ onOpenChange, labelledBy, describedBy, className, children }: ModalProps) => {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    // Only a page that shows a scrollbar keeps its place, or a short page would jump to the side.
    const { documentElement: page } = document;
    page.toggleAttribute('data-has-scrollbar', window.innerWidth > page.clientWidth);
    element?.showModal();
    // Before it leaves the document, or focus would be lost.
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      closedby="any"
      onCancel={(event) => {
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        onOpenChange(false);
      }}
      className={className}
    >
      {children}
    </dialog>
  );
};
