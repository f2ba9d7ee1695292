'use client';

import { PageToolsProvider } from '@switchyard/ui';
import dynamic from 'next/dynamic';
import { type ReactNode, useMemo, useState } from 'react';
import { useIsSignedOut } from '../trpc/signed-out.ts';
import { BottomBar } from './bottom-bar.tsx';
import type { Search } from './command-registry.ts';
import { KeyboardHelp } from './keyboard-help.tsx';
import { visibleNavGroups } from './nav-items.ts';
import { railCookie, type Theme } from './preference.ts';
import { Rail } from './rail.tsx';
import { savePreference, saveTheme } from './save-preference.ts';
import { SearchButton } from './search-button.tsx';
import { ShellProvider, type ShellState } from './shell-context.tsx';
import { ShellShortcuts } from './shell-shortcuts.tsx';

const CommandPalette = dynamic(() => import('./command-palette.tsx').then((module) => module.CommandPalette), {
  ssr: false,
});

const SignedOutDialog = dynamic(() => import('./signed-out-dialog.tsx').then((module) => module.SignedOutDialog), {
  ssr: false,
});

export interface AppShellProps {
  /** Decides what is shown, never what is allowed. */
  readonly permissions: ReadonlySet<string>;
  readonly person: { readonly name: string; readonly email: string };
  readonly organisationName: string;
  /** By nav key: `{ inbox: 3 }`. */
  readonly counts: Readonly<Record<string, number>>;
  readonly initialTheme: Theme;
  readonly isInitiallyNarrow: boolean;
  /** Answers the command palette. */
  readonly search?: Search | undefined;
  readonly children: ReactNode;
}

/** Rail, bottom bar, command palette and keyboard around every page behind the door. */
export const AppShell = (props: AppShellProps) => {
  const { permissions, person, organisationName, counts, search, children } = props;
  const [theme, setTheme] = useState(props.initialTheme);
  const [isNarrow, setIsNarrow] = useState(props.isInitiallyNarrow);
  const [open, setOpen] = useState<'palette' | 'keyboard' | null>(null);
  const isSignedOut = useIsSignedOut();
  const groups = useMemo(() => visibleNavGroups(permissions), [permissions]);
  const shell = useMemo<ShellState>(
    () => ({
      groups,
      counts,
      person,
      organisationName,
      theme,
      setTheme: (next) => {
        saveTheme(next);
        setTheme(next);
      },
      isNarrow,
      toggleRail: () => {
        savePreference(railCookie, isNarrow ? 'wide' : 'narrow');
        setIsNarrow(!isNarrow);
      },
      openPalette: () => setOpen('palette'),
      openKeyboardHelp: () => setOpen('keyboard'),
    }),
    [groups, counts, person, organisationName, theme, isNarrow],
  );
  return (
    <ShellProvider value={shell}>
      <a
        href="#content"
        className="fixed top-2 left-2 z-50 -translate-y-16 rounded-sm border border-line-strong bg-raised px-3 py-2 text-sm focus:translate-y-0"
      >
        Skip to content
      </a>
      <div className="flex min-h-dvh">
        <Rail />
        <main id="content" tabIndex={-1} className="flex min-w-0 flex-1 flex-col outline-none max-sm:pb-14">
          <PageToolsProvider tools={<SearchButton />}>{children}</PageToolsProvider>
        </main>
      </div>
      <BottomBar />
      <ShellShortcuts />
      <KeyboardHelp isOpen={open === 'keyboard'} onOpenChange={(isOpen) => setOpen(isOpen ? 'keyboard' : null)} />
      {open === 'palette' ? <CommandPalette search={search} onClose={() => setOpen(null)} /> : null}
      {isSignedOut ? <SignedOutDialog /> : null}
    </ShellProvider>
  );
};
