'use client';

import { Dialog, Kbd, type Shortcut, useShortcuts } from '@switchyard/ui';

const groupsOf = (shortcuts: readonly Shortcut[]): [string, Shortcut[]][] => {
  const latest = new Map(shortcuts.map((shortcut) => [shortcut.keys, shortcut]));
  const groups = new Map<string, Shortcut[]>();
  for (const shortcut of latest.values()) groups.set(shortcut.group, [...(groups.get(shortcut.group) ?? []), shortcut]);
  return [...groups];
};

export interface KeyboardHelpProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

/** Every shortcut that works on the page right now. */
export const KeyboardHelp = ({ isOpen, onOpenChange }: KeyboardHelpProps) => {
  const shortcuts = useShortcuts();
  return (
    <Dialog isOpen={isOpen} onOpenChange={onOpenChange} title="Keyboard shortcuts" className="max-w-160">
      <div className="gap-8 sm:columns-2">
        {groupsOf(shortcuts).map(([group, members]) => (
          <section key={group} className="mb-5 break-inside-avoid">
            <h3 className="mb-1 text-faint text-xs">{group}</h3>
            <dl>
              {members.map(({ keys, description }) => (
                <div key={keys} className="flex h-8 items-center justify-between gap-4 text-sm">
                  <dt className="truncate text-ink">{description}</dt>
                  <dd>
                    <Kbd keys={keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
};
