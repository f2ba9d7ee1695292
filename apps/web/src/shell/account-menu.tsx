'use client';

import { Avatar, cx, DropdownMenu, type MenuAction } from '@switchyard/ui';
import { Check, Keyboard, LogOut, Monitor, Moon, Settings, Sun } from 'lucide-react';
import { themes } from './preference.ts';
import { useShell } from './shell-context.tsx';

const themeLooks = {
  system: { label: 'System theme', icon: Monitor },
  light: { label: 'Light theme', icon: Sun },
  dark: { label: 'Dark theme', icon: Moon },
} as const;

/** Loaded when needed: signing out is rare. */
const leave = async () => {
  const { signOut } = await import('next-auth/react');
  await signOut({ callbackUrl: '/sign-in' });
};

/** Theme, keyboard help, settings and signing out. */
export const AccountMenu = ({ isNarrow }: { isNarrow: boolean }) => {
  const { person, theme, setTheme, openKeyboardHelp } = useShell();
  const themeActions: MenuAction[] = themes.map((each) => ({
    label: themeLooks[each].label,
    icon: each === theme ? Check : themeLooks[each].icon,
    onSelect: () => setTheme(each),
  }));
  return (
    <DropdownMenu
      align="start"
      side="top"
      trigger={
        <button
          type="button"
          aria-label={isNarrow ? `Account of ${person.name}` : undefined}
          className={cx(
            'flex h-10 w-full items-center gap-2.5 rounded-sm text-left transition-colors hover:bg-sunken',
            isNarrow ? 'justify-center' : 'px-2',
          )}
        >
          <span aria-hidden className="flex">
            <Avatar name={person.name} size="md" />
          </span>
          {isNarrow ? null : (
            <span className="min-w-0">
              <span className="block truncate font-medium text-ink text-sm leading-4">
                <span className="sr-only">Account of </span>
                {person.name}
              </span>
              <span className="block truncate text-faint text-xs">{person.email}</span>
            </span>
          )}
        </button>
      }
      groups={[
        themeActions,
        [
          { label: 'Keyboard shortcuts', icon: Keyboard, shortcut: '?', onSelect: openKeyboardHelp },
          { label: 'Settings', icon: Settings, href: '/settings' },
        ],
        [{ label: 'Sign out', icon: LogOut, onSelect: () => void leave() }],
      ]}
    />
  );
};
