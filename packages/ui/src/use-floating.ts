'use client';

import { type RefObject, type ToggleEvent, useCallback } from 'react';
import { type Placement, placeBeside } from './place-beside.ts';

const screenBox = () => ({ left: 0, top: 0, width: document.documentElement.clientWidth, height: window.innerHeight });

/** Puts `floating` beside `anchor`, both on the screen. */
export const placeFloating = (anchor: Element, floating: HTMLElement, placement: Placement): void => {
  const { left, top } = placeBeside(
    anchor.getBoundingClientRect(),
    floating.getBoundingClientRect(),
    screenBox(),
    placement,
  );
  floating.style.left = `${left}px`;
  floating.style.top = `${top}px`;
};

/** For a native popover's `onBeforeToggle`: places it in the frame in which it appears. */
export const useFloating = (floating: RefObject<HTMLElement | null>, anchorId: string, placement: Placement) => {
  const { side, align } = placement;
  return useCallback(
    (event: ToggleEvent<HTMLElement>) => {
      if (event.newState !== 'open') return;
      requestAnimationFrame(() => {
        const anchor = document.querySelector(`[popovertarget="${CSS.escape(anchorId)}"]`);
        if (anchor && floating.current) placeFloating(anchor, floating.current, { side, align });
      });
    },
    [floating, anchorId, side, align],
  );
};
