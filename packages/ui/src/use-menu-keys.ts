'use client';

import type { KeyboardEvent, RefObject } from 'react';

const itemsOf = (menu: HTMLElement | null): HTMLElement[] => [
  ...(menu?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? []),
];

export const focusMenuItem = (menu: HTMLElement | null, which: 'first' | 'last'): void =>
  itemsOf(menu)
    .at(which === 'first' ? 0 : -1)
    ?.focus();

const nextIndex = (key: string, at: number, items: readonly HTMLElement[]): number | undefined => {
  if (key === 'ArrowDown') return (at + 1) % items.length;
  if (key === 'ArrowUp') return (at - 1 + items.length) % items.length;
  if (key === 'Home') return 0;
  if (key === 'End') return items.length - 1;
  if (key.length !== 1) return undefined;
  const startsWith = (item: HTMLElement) => item.textContent?.trim().toLowerCase().startsWith(key.toLowerCase());
  const after = items.findIndex((item, index) => index > at && startsWith(item));
  const any = after === -1 ? items.findIndex(startsWith) : after;
  return any === -1 ? undefined : any;
};

/** Movement within a menu, after the ARIA authoring practices; Tab closes it. */
export const useMenuKeys = (menu: RefObject<HTMLElement | null>) => (event: KeyboardEvent) => {
  if (event.key === 'Tab') {
    menu.current?.hidePopover();
    return;
  }
  if (event.metaKey || event.ctrlKey || event.altKey || event.key === ' ') return;
  const items = itemsOf(menu.current);
  const focused = document.activeElement;
  const at = focused instanceof HTMLElement ? items.indexOf(focused) : -1;
  const next = nextIndex(event.key, at, items);
  if (next === undefined) return;
  event.preventDefault();
  items[next]?.focus();
};
