'use client';

import { X } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { Button } from './button.tsx';
import { cx } from './cx.ts';
import { Modal } from './modal.tsx';

export interface SidePanelProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly title: ReactNode;
  readonly description?: ReactNode;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
  readonly width?: 'md' | 'lg' | undefined;
}

/** Detail or a longer form beside the page, from the right; the whole screen on a phone. */
export const SidePanel = (props: SidePanelProps) => {
  const { isOpen, onOpenChange, title, description, children, footer, width = 'md' } = props;
  const id = useId();
  if (!isOpen) return null;
  return (
    <Modal
      onOpenChange={onOpenChange}
      labelledBy={`${id}-title`}
      describedBy={description ? `${id}-description` : undefined}
      className={cx(
        'mr-0 ml-auto flex h-dvh max-h-none w-full max-w-none animate-slide flex-col border-line-strong border-l bg-surface p-0 text-ink shadow-float outline-none backdrop:bg-overlay',
        width === 'md' ? 'sm:w-110' : 'sm:w-180',
      )}
    >
      <header className="flex items-center justify-between gap-4 border-line border-b py-3 pr-3 pl-5">
        <div className="min-w-0">
          <h2 id={`${id}-title`} className="truncate font-semibold text-ink text-lg">
            {title}
          </h2>
          {description ? (
            <p id={`${id}-description`} className="text-muted text-sm">
              {description}
            </p>
          ) : null}
        </div>
        <Button variant="ghost" aria-label="Close" className="aspect-square px-0" onClick={() => onOpenChange(false)}>
          <X aria-hidden />
        </Button>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto p-5">{children}</div>
      {footer ? <footer className="flex justify-end gap-2 border-line border-t px-5 py-3">{footer}</footer> : null}
    </Modal>
  );
};
