'use client';

import type { RefObject } from 'react';
import { useShortcut } from './use-shortcut.ts';

const openersOf = (body: HTMLElement): HTMLElement[] => [...body.querySelectorAll<HTMLElement>('[data-row-opener]')];

/**
 * `j` and `k` move the real focus from row to row, so that Enter opens natively, the focus ring shows where one is and
 * a screen reader follows.
 */
export const useRowKeys = (body: RefObject<HTMLElement | null>, isEnabled: boolean): void => {
  const move = (by: 1 | -1) => {
    if (!body.current) return;
    const openers = openersOf(body.current);
    const at = openers.findIndex((opener) => opener.closest('tr')?.contains(document.activeElement));
    const isOutside = at === -1;
    const next = isOutside ? openers.find((opener) => opener.getBoundingClientRect().top > 96) : openers[at + by];
    next?.focus({ preventScroll: true });
    next?.closest('tr')?.scrollIntoView({ block: 'nearest' });
  };
  useShortcut('j', () => move(1), { description: 'Next row', group: 'Lists', isEnabled });
  useShortcut('k', () => move(-1), { description: 'Previous row', group: 'Lists', isEnabled });
};
