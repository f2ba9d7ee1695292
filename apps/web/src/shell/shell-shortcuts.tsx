'use client';

import { useShortcut } from '@switchyard/ui';
import { useRouter } from 'next/navigation';
import type { NavItem } from './nav-items.ts';
import { useShell } from './shell-context.tsx';

const GoShortcut = ({ item, goKey }: { item: NavItem; goKey: string }) => {
  const router = useRouter();
  useShortcut(`g ${goKey}`, () => router.push(item.href), { description: `Go to ${item.label}`, group: 'Go to' });
  return null;
};

/** Keys that work on every page. */
export const ShellShortcuts = () => {
  const { groups, openPalette, openKeyboardHelp, toggleRail } = useShell();
  useShortcut('mod+k', openPalette, { description: 'Search or do', group: 'Everywhere' });
  useShortcut('?', openKeyboardHelp, { description: 'Keyboard shortcuts', group: 'Everywhere' });
  useShortcut('[', toggleRail, { description: 'Narrow or widen navigation', group: 'Everywhere' });
  return groups
    .flat()
    .map((item) => (item.goKey ? <GoShortcut key={item.key} item={item} goKey={item.goKey} /> : null));
};
