'use client';

import { useCallback, useEffect, useRef } from 'react';

/**
 * Where the focus goes when a request has been answered: its buttons are gone, and whoever works by keyboard or listens to the
 * page would be back at its beginning. First to `place`, which stays; then to the heading of the next request, or to what says
 * that nothing is left, as soon as it is there. Being focused is how it is read out.
 */
export const useFocusOfNext = () => {
  const place = useRef<HTMLDivElement>(null);
  const isExpected = useRef(false);
  /** What came while its half of the page was still hidden: on a phone the list is. */
  const hidden = useRef<HTMLElement | null>(null);
  const takeFocus = useCallback((element: HTMLElement | null) => {
    if (!isExpected.current || element === null) return;
    if (!element.checkVisibility()) {
      hidden.current = element;
      return;
    }
    isExpected.current = false;
    element.focus();
  }, []);
  useEffect(() => takeFocus(hidden.current));
  const expect = () => {
    isExpected.current = true;
    hidden.current = null;
    place.current?.focus();
  };
  return { place, expect, takeFocus };
};
