'use client';

import { Slot } from 'radix-ui';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { Kbd } from './kbd.tsx';
import type { Side } from './place-beside.ts';
import { placeFloating } from './use-floating.ts';

export interface TooltipProps {
  readonly content: ReactNode;
  readonly shortcut?: string | undefined;
  readonly side?: Side | undefined;
  /** One element that can be focused. */
  readonly children: ReactNode;
}

const delayMs = 300;

/** A name or an exact value on hover and focus. Never the only place something is said. */
export const Tooltip = ({ content, shortcut, side = 'top', children }: TooltipProps) => {
  const id = useId();
  const [anchor, setAnchor] = useState<Element | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const hide = () => {
    clearTimeout(timer.current);
    setAnchor(null);
  };
  const show = (element: Element, afterMs: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setAnchor(element), afterMs);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <>
      <Slot.Root
        aria-describedby={anchor ? id : undefined}
        onPointerEnter={(event) => (event.pointerType === 'mouse' ? show(event.currentTarget, delayMs) : undefined)}
        onPointerLeave={hide}
        onPointerDown={hide}
        onFocus={(event) => (event.currentTarget.matches(':focus-visible') ? show(event.currentTarget, 0) : undefined)}
        onBlur={hide}
        onKeyDown={(event) => (event.key === 'Escape' ? hide() : undefined)}
      >
        {children}
      </Slot.Root>
      {anchor ? (
        <Tip id={id} anchor={anchor} side={side}>
          {content}
          {shortcut ? <Kbd keys={shortcut} /> : null}
        </Tip>
      ) : null}
    </>
  );
};

interface TipProps {
  readonly id: string;
  readonly anchor: Element;
  readonly side: Side;
  readonly children: ReactNode;
}

/** A manual popover lies above everything, dialogs included. */
const Tip = ({ id, anchor, side, children }: TipProps) => {
  const place = (tip: HTMLDivElement | null) => {
    if (!tip || tip.matches(':popover-open')) return;
    tip.showPopover();
    placeFloating(anchor, tip, { side, align: 'center' });
  };
  return createPortal(
    <div
      ref={place}
      id={id}
      role="tooltip"
      popover="manual"
      className="pointer-events-none inset-auto m-0 flex max-w-72 animate-appear items-center gap-2 rounded-sm border border-line-strong bg-raised px-2 py-1 text-ink text-xs shadow-float"
    >
      {children}
    </div>,
    document.body,
  );
};
