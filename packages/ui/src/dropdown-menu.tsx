'use client';

import { Slot } from 'radix-ui';
import { type ReactNode, useId, useRef } from 'react';
import type { MenuAction } from './menu-action.ts';
import { MenuItem } from './menu-item.tsx';
import type { Align, Side } from './place-beside.ts';
import { useFloating } from './use-floating.ts';
import { focusMenuItem, useMenuKeys } from './use-menu-keys.ts';

export interface DropdownMenuProps {
  /** The button that opens it: a Button, IconButton or <button>. */
  readonly trigger: ReactNode;
  /** Groups, separated by a line. */
  readonly groups: readonly (readonly MenuAction[])[];
  readonly align?: Align | undefined;
  readonly side?: Side | undefined;
}

/** Secondary actions of a thing. Arrow keys, Home, End and first letters move; Escape closes and gives focus back. */
export const DropdownMenu = ({ trigger, groups, align = 'end', side = 'bottom' }: DropdownMenuProps) => {
  const id = useId();
  const menu = useRef<HTMLDivElement>(null);
  const onBeforeToggle = useFloating(menu, id, { side, align });
  const onKeyDown = useMenuKeys(menu);
  return (
    <>
      <Slot.Root popoverTarget={id} aria-haspopup="menu">
        {trigger}
      </Slot.Root>
      <div
        ref={menu}
        id={id}
        popover="auto"
        role="menu"
        onBeforeToggle={onBeforeToggle}
        onToggle={(event) => (event.newState === 'open' ? focusMenuItem(menu.current, 'first') : undefined)}
        onKeyDown={onKeyDown}
        className="inset-auto m-0 min-w-44 rounded-md border border-line-strong bg-raised p-1 text-ink shadow-float outline-none open:animate-appear"
      >
        {groups.map((actions, index) => (
          <div
            key={index.toString()}
            className="not-first:mt-1 not-first:border-line not-first:border-t not-first:pt-1"
          >
            {actions.map((action, at) => (
              <MenuItem key={at.toString()} action={action} onDone={() => menu.current?.hidePopover()} />
            ))}
          </div>
        ))}
      </div>
    </>
  );
};
