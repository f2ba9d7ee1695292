'use client';

import { type RefObject, useEffect, useState } from 'react';

/**
 * Whether what is in a frame is wider than the frame, now and whenever either changes its size. A frame that scrolls takes the
 * sticky head of a table with it, so that it may only scroll where it has to.
 */
export const useIsWide = (frame: RefObject<HTMLElement | null>): boolean => {
  const [isWide, setIsWide] = useState(false);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setIsWide(element.scrollWidth > element.clientWidth + 1));
    for (const each of [element, ...element.children]) observer.observe(each);
    return () => observer.disconnect();
  }, [frame]);
  return isWide;
};
