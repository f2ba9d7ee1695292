'use client';

import { useSyncExternalStore } from 'react';
import { cx } from './cx.ts';

const symbols: Record<string, string> = { enter: '↵', escape: 'Esc', arrowup: '↑', arrowdown: '↓' };
const appleSymbols: Record<string, string> = { ...symbols, mod: '⌘', shift: '⇧', alt: '⌥' };
const otherSymbols: Record<string, string> = { ...symbols, mod: 'Ctrl', shift: 'Shift', alt: 'Alt' };

const neverChanges = () => () => undefined;
const isApple = () => /Mac|iPhone|iPad/.test(navigator.userAgent);

export interface KbdProps {
  /** As for `useShortcut`: `g i`, `mod+k`. */
  readonly keys: string;
  readonly className?: string | undefined;
}

/** Keys to press, named as on the viewer's keyboard. */
export const Kbd = ({ keys, className }: KbdProps) => {
  const names = useSyncExternalStore(neverChanges, isApple, () => true) ? appleSymbols : otherSymbols;
  return (
    <span className={cx('inline-flex items-center gap-0.5', className)}>
      {keys.split(/[ +]/).map((key, index) => (
        <kbd
          key={`${key}${index.toString()}`}
          className="inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-xs border border-line-strong bg-sunken px-1 font-sans text-muted text-xs"
        >
          {names[key.toLowerCase()] ?? key.toUpperCase()}
        </kbd>
      ))}
    </span>
  );
};
