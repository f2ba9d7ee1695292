'use client';

import { Slot } from 'radix-ui';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { cx } from './cx.ts';
import type { Align } from './place-beside.ts';
import { useFloating } from './use-floating.ts';

export interface PopoverProps {
  /** A Button or IconButton. */
  readonly trigger: ReactNode;
  readonly children: ReactNode;
  /** What the popover is, for screen readers. */
  readonly label: string;
  readonly align?: Align | undefined;
  readonly isOpen?: boolean | undefined;
  readonly onOpenChange?: ((isOpen: boolean) => void) | undefined;
  readonly className?: string | undefined;
}

/** A small form or explanation attached to its button; closes on Escape and on a click elsewhere. */
export const Popover = ({
  trigger,
  children,
  label,
  align = 'start',
  isOpen,
  onOpenChange,
  className,
}: PopoverProps) => {
  const id = useId();
  const floating = useRef<HTMLDivElement>(null);
  const onBeforeToggle = useFloating(floating, id, { side: 'bottom', align });
  useEffect(() => {
    if (isOpen === undefined) return;
    floating.current?.togglePopover(isOpen);
  }, [isOpen]);
  return (
    <>
      <Slot.Root popoverTarget={id} aria-haspopup="dialog">
        {trigger}
      </Slot.Root>
      <div
        ref={floating}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={label}
        onBeforeToggle={onBeforeToggle}
        onToggle={(event) => onOpenChange?.(event.newState === 'open')}
        className={cx(
          'inset-auto m-0 w-72 rounded-md border border-line-strong bg-raised p-3 text-ink text-sm shadow-float open:animate-appear',
          className,
        )}
      >
        {children}
      </div>
    </>
  );
};
