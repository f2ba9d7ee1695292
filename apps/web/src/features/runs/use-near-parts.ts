import { type RefObject, useEffect, useState } from 'react';

/** Parts this far above and below the screen are drawn too, in pixels: the next one is there before it is seen. */
const margin = 800;
/** Drawn before anything is measured. */
const atFirst = { first: 0, end: 2, focused: -1 };

interface NearParts {
  readonly isNear: (part: number) => boolean;
  /** As it was when it was last seen, in pixels; undefined: never. */
  readonly heightOf: (part: number) => number | undefined;
}

const heightsOf = new WeakMap<HTMLElement, Map<number, number>>();

const measureParts = (list: HTMLElement): { readonly top: number; readonly bottom: number }[] => {
  const tops = [...list.querySelectorAll('[data-part]')].map((mark) => mark.getBoundingClientRect().top);
  const end = list.getBoundingClientRect().bottom;
  return tops.map((top, part) => ({ top, bottom: tops[part + 1] ?? end }));
};

const partOfFocus = (list: HTMLElement, parts: ReturnType<typeof measureParts>): number => {
  const focused = document.activeElement;
  if (!(focused && list.contains(focused))) return -1;
  const { top } = focused.getBoundingClientRect();
  return parts.findLastIndex((part) => part.top <= top);
};

/**
 * Which parts of a long list lie near the screen, whatever scrolls it. The first element of each part carries `data-part`. The part
 * that has the focus counts as near: leaving it out would lose the keyboard's place.
 */
export const useNearParts = (listRef: RefObject<HTMLElement | null>, parts: readonly unknown[]): NearParts => {
  const [near, setNear] = useState(atFirst);
  const isLong = parts.length > atFirst.end;
  // Measured again whenever there are other lines: they push each other about.
  useEffect(() => {
    const list = listRef.current;
    if (!(isLong && list) || parts.length === 0) return;
    let frame = 0;
    const measure = () => {
      frame = 0;
      const places = measureParts(list);
      heightsOf.set(list, new Map(places.map(({ top, bottom }, part) => [part, bottom - top])));
      const seen = places.flatMap(({ top, bottom }, part) =>
        bottom > -margin && top < window.innerHeight + margin ? [part] : [],
      );
      const [first = 0] = seen;
      const next = { first, end: (seen.at(-1) ?? first) + 1, focused: partOfFocus(list, places) };
      setNear((old) => (old.first === next.first && old.end === next.end && old.focused === next.focused ? old : next));
    };
    const onMove = () => {
      if (frame === 0) frame = requestAnimationFrame(measure);
    };
    onMove();
    document.addEventListener('scroll', onMove, { capture: true, passive: true });
    document.addEventListener('focusin', onMove);
    window.addEventListener('resize', onMove);
    return () => {
      cancelAnimationFrame(frame);
      document.removeEventListener('scroll', onMove, { capture: true });
      document.removeEventListener('focusin', onMove);
      window.removeEventListener('resize', onMove);
    };
  }, [listRef, parts, isLong]);
  return {
    isNear: (part) => !isLong || (part >= near.first && part < near.end) || part === near.focused,
    heightOf: (part) => (listRef.current ? heightsOf.get(listRef.current)?.get(part) : undefined),
  };
};
