'use client';

import { useEffectEvent, useLayoutEffect, useSyncExternalStore } from 'react';
import { addShortcut, listShortcuts, type Shortcut, subscribeToShortcuts } from './shortcut-registry.ts';

export interface ShortcutOptions {
  /** What it does, for the keyboard help. */
  readonly description: string;
  /** Heading in the keyboard help; "This page" by default. */
  readonly group?: string | undefined;
  readonly isEnabled?: boolean | undefined;
}

/**
 * Runs `run` on `keys` (`j`, `g i`, `mod+k`, `?`) while mounted. Silent while the person types in a field or a menu or
 * dialog is open, except for `mod+` keys. Never bind a high-risk action to a single key.
 */
export const useShortcut = (keys: string, run: (event: KeyboardEvent) => void, options: ShortcutOptions): void => {
  const { description, group = 'This page', isEnabled = true } = options;
  const onRun = useEffectEvent(run);
  // With what is drawn, not a moment later: a key that is pressed as soon as its label shows is heard.
  useLayoutEffect(() => {
    if (!isEnabled) return;
    return addShortcut({ keys, description, group, run: (event) => onRun(event) });
  }, [keys, description, group, isEnabled]);
};

const none: readonly Shortcut[] = [];

/** Every shortcut that works right now. */
export const useShortcuts = (): readonly Shortcut[] =>
  useSyncExternalStore(subscribeToShortcuts, listShortcuts, () => none);
