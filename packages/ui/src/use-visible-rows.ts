'use client';

import { type RefObject, useEffect, useState } from 'react';

/** Below this many rows all are rendered; find-in-page then finds everything. */
const windowedFrom = 200;
const overscan = 12;
/** The window moves in steps of this many rows, so that most scrolled frames render nothing. */
const step = 16;

export interface VisibleRows {
  readonly first: number;
  /** Exclusive. */
  readonly end: number;
}

/**
 * Which rows of a long table body lie on the screen, whatever scrolls it. Rows must all be `rowHeight` pixels high.
 */
export const useVisibleRows = (body: RefObject<HTMLElement | null>, count: number, rowHeight: number): VisibleRows => {
  const isWindowed = count > windowedFrom;
  const [visible, setVisible] = useState<VisibleRows>({ first: 0, end: windowedFrom });
  useEffect(() => {
    if (!isWindowed) return;
    let frame = 0;
    const measure = () => {
      frame = 0;
      const top = body.current?.getBoundingClientRect().top ?? 0;
      const first = Math.max(0, Math.floor((Math.floor(-top / rowHeight) - overscan) / step) * step);
      const end = Math.min(
        count,
        Math.ceil((Math.ceil((window.innerHeight - top) / rowHeight) + overscan) / step) * step,
      );
      setVisible((old) => (old.first === first && old.end === end ? old : { first, end }));
    };
    const onScroll = () => {
      if (frame === 0) frame = requestAnimationFrame(measure);
    };
    measure();
    document.addEventListener('scroll', onScroll, { capture: true, passive: true });
    window.addEventListener('resize', onScroll);
    return () => {
      cancelAnimationFrame(frame);
      document.removeEventListener('scroll', onScroll, { capture: true });
      window.removeEventListener('resize', onScroll);
    };
  }, [body, count, rowHeight, isWindowed]);
  return isWindowed
    ? { first: Math.min(visible.first, count), end: Math.min(visible.end, count) }
    : { first: 0, end: count };
};
