'use client';

import { createContext, useContext } from 'react';
import type { NavItem } from './nav-items.ts';
import type { Theme } from './preference.ts';

export interface ShellState {
  readonly groups: readonly (readonly NavItem[])[];
  /** By nav key, e.g. `inbox`: how many wait. Zero shows nothing. */
  readonly counts: Readonly<Record<string, number>>;
  readonly person: { readonly name: string; readonly email: string };
  readonly organisationName: string;
  readonly theme: Theme;
  readonly setTheme: (theme: Theme) => void;
  readonly isNarrow: boolean;
  readonly toggleRail: () => void;
  readonly openPalette: () => void;
  readonly openKeyboardHelp: () => void;
}

const ShellContext = createContext<ShellState | null>(null);
export const ShellProvider = ShellContext;

/** What the parts of the shell share. */
export const useShell = (): ShellState => {
  const shell = useContext(ShellContext);
  if (!shell) throw new Error('useShell is only for parts of the AppShell.');
  return shell;
};
